import { guarded, identityOf } from "@holdfast/sdk/fastify";
import type { Guard, Identity } from "@holdfast/sdk/guard";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import { type Me, type Message, type NewTicket, ticketStates, type TicketState } from "./api.ts";
import { type AccountSql, type Sql, withAccount } from "./database.ts";
import type { Watchers } from "./live.ts";
import { findPerson } from "./people-store.ts";
import { refuse } from "./refusal.ts";
import { deletingRight, mayAnswer, mayDelete } from "./roles.ts";
import { addMessage, addTicket, deleteTicket, findTicket, listTickets, setTicketState } from "./ticket-store.ts";

export interface TicketDeps {
  readonly sql: Sql;
  readonly guard: Guard;
  readonly watchers: Watchers;
  readonly consoleUrl: string;
}

/** Does something to a ticket. @returns whether there is such a one */
type Change = (tx: AccountSql, caller: Identity) => Promise<boolean>;

interface ByNumber {
  readonly Params: { readonly number: string };
}

const text = (maxLength: number) => ({ type: "string", minLength: 1, maxLength });
const params = { type: "object", properties: { number: { type: "string", pattern: "^[0-9]{1,9}$" } } };
const body = (properties: Record<string, object>, required: readonly string[]) => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});

const newTicket = {
  body: body(
    {
      subject: text(200),
      requester: text(100),
      requesterEmail: text(254),
      urgent: { type: "boolean" },
      body: text(10_000),
    },
    ["subject", "requester", "requesterEmail", "body"],
  ),
};
const newMessage = {
  params,
  body: body({ kind: { enum: ["answer", "note"] }, body: text(10_000) }, ["kind", "body"]),
};
const newState = { params, body: body({ state: { enum: ticketStates } }, ["state"]) };

/** Every route here has passed the guard: whose request it is stands in its verified token, and nowhere else. */
export function ticketRoutes(app: FastifyInstance, deps: TicketDeps): void {
  const { guard, watchers, consoleUrl } = deps;
  const inAccount = <T>(
    request: FastifyRequest,
    work: (tx: AccountSql, caller: Identity) => Promise<T>,
  ): Promise<T> => {
    const caller = identityOf(request);
    return withAccount(deps.sql, caller.account, (tx) => work(tx, caller));
  };
  /** Changes a ticket, and tells whoever has the account's tickets open. */
  const change = async (request: FastifyRequest, reply: FastifyReply, work: Change): Promise<FastifyReply> => {
    if (!(await inAccount(request, work))) return refuse(reply, "ticket.not_found");
    watchers.tell(identityOf(request).account);
    return reply.code(204).send();
  };
  const answering = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> =>
    mayAnswer(identityOf(request)) ? undefined : refuse(reply, "role.reads_only");

  app.get("/api/me", (request) =>
    inAccount(request, async (tx, caller): Promise<Me> => {
      const person = await findPerson(tx, caller.user);
      const { name, workspace } = person ?? { name: "Somebody", workspace: "Your account" };
      const may = { mayAnswer: mayAnswer(caller), mayDelete: mayDelete(caller) };
      return { name, workspace, role: caller.role, ...may, consoleUrl };
    }),
  );
  app.get("/api/tickets", (request) => inAccount(request, async (tx) => ({ items: await listTickets(tx) })));
  app.get<ByNumber>("/api/tickets/:number", { schema: { params } }, async (request, reply) => {
    const ticket = await inAccount(request, (tx) => findTicket(tx, Number(request.params.number)));
    return ticket ?? refuse(reply, "ticket.not_found");
  });
  app.post<{ Body: NewTicket }>(
    "/api/tickets",
    { schema: newTicket, preHandler: answering },
    async (request, reply) => {
      const number = await inAccount(request, (tx) => addTicket(tx, request.body));
      watchers.tell(identityOf(request).account);
      return reply.code(201).send({ number });
    },
  );
  app.post<ByNumber & { Body: Pick<Message, "kind" | "body"> }>(
    "/api/tickets/:number/messages",
    { schema: newMessage, preHandler: answering },
    (request, reply) =>
      change(request, reply, (tx, { user }) => {
        const { kind, body } = request.body;
        return addMessage(tx, Number(request.params.number), { author: null, userId: user, kind, body });
      }),
  );
  app.patch<ByNumber & { Body: { state: TicketState } }>(
    "/api/tickets/:number",
    { schema: newState, preHandler: answering },
    (request, reply) =>
      change(request, reply, (tx) => setTicketState(tx, Number(request.params.number), request.body.state)),
  );
  // What cannot be undone asks for a right, and that its owner has shown within ten minutes who they are.
  app.delete<ByNumber>(
    "/api/tickets/:number",
    { schema: { params }, onRequest: guarded(guard, { right: deletingRight, proof: "recent" }) },
    (request, reply) => change(request, reply, (tx) => deleteTicket(tx, Number(request.params.number))),
  );
}
