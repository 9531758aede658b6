import { guarded, identityOf } from "@holdfast/sdk/fastify";
import type { Guard, Identity, Needs } from "@holdfast/sdk/guard";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import { type Me, type Message, type NewTicket, ticketStates, type TicketState } from "./api.ts";
import { type AccountSql, type Sql, withAccount } from "./database.ts";
import type { DeskAudit, DeskEvent } from "./events.ts";
import type { Watchers } from "./live.ts";
import { findPerson } from "./people-store.ts";
import { refuse } from "./refusal.ts";
import { deletingRight, mayAnswer, mayDelete } from "./roles.ts";
import { exact, text } from "./shape.ts";
import { addMessage, addTicket, deleteTicket, findTicket, listTickets, setTicketState } from "./ticket-store.ts";

// Whose request it is stands in its verified token, and nowhere else: every route here has passed the guard.

export interface TicketDeps {
  readonly sql: Sql;
  readonly guard: Guard;
  readonly audit: DeskAudit;
  readonly watchers: Watchers;
  readonly consoleUrl: string;
}

interface ByNumber {
  readonly Params: { readonly number: string };
}

/** One spelling for each ticket: the log names it as it is asked for. */
const params = { type: "object", properties: { number: { type: "string", pattern: "^[1-9][0-9]{0,8}$" } } };
const people = { requester: text(100), requesterEmail: text(254) };
const newTicket = {
  body: exact({ subject: text(200), ...people, body: text(10_000), urgent: { type: "boolean" } }, [
    "subject",
    "requester",
    "requesterEmail",
    "body",
  ]),
};
const newMessage = { params, body: exact({ kind: { enum: ["answer", "note"] }, body: text(10_000) }) };
const newState = { params, body: exact({ state: { enum: ticketStates } }) };

/** What a program needs to read and open tickets: an API key with this scope, of somebody who may do the same. */
export const forPrograms = { keys: true, right: "account:read" } as const satisfies Needs;

/** Reading and opening tickets: for people, and for programs with an API key. */
export function programRoutes(app: FastifyInstance, { sql, audit, watchers }: TicketDeps): void {
  app.get("/api/tickets", (request) => inAccount(sql, request, async (tx) => ({ items: await listTickets(tx) })));
  app.get<ByNumber>("/api/tickets/:number", { schema: { params } }, async (request, reply) => {
    const ticket = await inAccount(sql, request, (tx) => findTicket(tx, Number(request.params.number)));
    return ticket ?? refuse(reply, "ticket.not_found");
  });
  app.post<{ Body: NewTicket }>(
    "/api/tickets",
    { schema: newTicket, preHandler: answering },
    async (request, reply) => {
      const number = await inAccount(sql, request, async (tx, by) => {
        const added = await addTicket(tx, request.body);
        const details = { urgent: request.body.urgent ?? false };
        await audit.record({ event: "ticket.opened", by, target: String(added), details });
        return added;
      });
      watchers.tell(identityOf(request).account);
      return reply.code(201).send({ number });
    },
  );
}

/** Working on tickets: for people alone. */
export function ticketRoutes(app: FastifyInstance, deps: TicketDeps): void {
  app.get("/api/me", (request) =>
    inAccount(deps.sql, request, async (tx, caller): Promise<Me> => {
      const person = await findPerson(tx, caller.user);
      const { name, workspace } = person ?? { name: "Somebody", workspace: "Your account" };
      const may = { mayAnswer: mayAnswer(caller), mayDelete: mayDelete(caller) };
      return { name, workspace, role: caller.role, ...may, consoleUrl: deps.consoleUrl };
    }),
  );
  app.post<ByNumber & { Body: Pick<Message, "kind" | "body"> }>(
    "/api/tickets/:number/messages",
    { schema: newMessage, preHandler: answering },
    (request, reply) =>
      change(deps, request, reply, async (tx, by) => {
        const { kind, body } = request.body;
        const { number } = request.params;
        const found = await addMessage(tx, Number(number), { author: null, userId: by.user, kind, body });
        return found ? { event: "ticket.answered", by, target: number, details: { kind } } : null;
      }),
  );
  app.patch<ByNumber & { Body: { state: TicketState } }>(
    "/api/tickets/:number",
    { schema: newState, preHandler: answering },
    (request, reply) =>
      change(deps, request, reply, async (tx, by) => {
        const { state } = request.body;
        const { number } = request.params;
        const found = await setTicketState(tx, Number(number), state);
        return found ? { event: "ticket.moved", by, target: number, details: { state } } : null;
      }),
  );
  // What cannot be undone asks for a right, and that its owner has shown within ten minutes who they are.
  app.delete<ByNumber>(
    "/api/tickets/:number",
    { schema: { params }, onRequest: guarded(deps.guard, { right: deletingRight, proof: "recent" }) },
    (request, reply) =>
      change(deps, request, reply, async (tx, by) => {
        const { number } = request.params;
        return (await deleteTicket(tx, Number(number))) ? { event: "ticket.deleted", by, target: number } : null;
      }),
  );
}

type Work<T> = (tx: AccountSql, caller: Identity) => Promise<T>;

function inAccount<T>(sql: Sql, request: FastifyRequest, work: Work<T>): Promise<T> {
  const caller = identityOf(request);
  return withAccount(sql, caller.account, (tx) => work(tx, caller));
}

/**
 * Changes a ticket, and tells the log and whoever has the account's tickets open. `work` gives what the log is told, or
 * null where there was no such ticket.
 */
async function change(
  { sql, audit, watchers }: TicketDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  work: Work<DeskEvent | null>,
): Promise<FastifyReply> {
  const isFound = await inAccount(sql, request, async (tx, caller) => {
    const event = await work(tx, caller);
    // Before the commit: a change that cannot be put on record does not happen.
    if (event !== null) await audit.record(event);
    return event !== null;
  });
  if (!isFound) return refuse(reply, "ticket.not_found");
  watchers.tell(identityOf(request).account);
  return reply.code(204).send();
}

const answering = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> =>
  mayAnswer(identityOf(request)) ? undefined : refuse(reply, "role.reads_only");
