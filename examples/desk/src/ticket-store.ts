import type { Message, NewTicket, Ticket, TicketState, TicketSummary } from "./api.ts";
import type { AccountSql } from "./database.ts";

interface TicketRow extends Omit<Ticket, "updatedAt" | "messages"> {
  readonly updatedAt: Date;
}

interface MessageRow extends Omit<Message, "writtenAt"> {
  readonly writtenAt: Date;
}

export async function listTickets(tx: AccountSql): Promise<TicketSummary[]> {
  const rows = await tx<TicketRow[]>`
    select number, subject, requester, state, urgent, updated_at from tickets
    order by state = 'solved', updated_at desc limit 200`;
  return rows.map((row) => ({ ...row, updatedAt: row.updatedAt.toISOString() }));
}

/** Null for a number that the account has not: another account's are as unknown as those that nobody has. */
export async function findTicket(tx: AccountSql, number: number): Promise<Ticket | null> {
  const [row] = await tx<TicketRow[]>`
    select number, subject, requester, requester_email, state, urgent, updated_at from tickets where number = ${number}`;
  if (row === undefined) return null;
  const messages = await tx<MessageRow[]>`
    select id, coalesce(author, people.name, 'Former colleague') as author, kind, body, written_at
    from messages left join people using (account_id, user_id)
    where ticket = ${number} order by written_at, id`;
  return {
    ...row,
    updatedAt: row.updatedAt.toISOString(),
    messages: messages.map((message) => ({ ...message, writtenAt: message.writtenAt.toISOString() })),
  };
}

/** @returns the number of the new ticket */
export async function addTicket(tx: AccountSql, ticket: NewTicket): Promise<number> {
  // Two at once would take the same number.
  await tx`select pg_advisory_xact_lock(hashtextextended(current_account(), 0))`;
  const [row] = await tx<{ number: number }[]>`
    insert into tickets (number, subject, requester, requester_email, urgent)
    select coalesce(max(number), 1000) + 1, ${ticket.subject}, ${ticket.requester}, ${ticket.requesterEmail},
      ${ticket.urgent ?? false} from tickets
    returning number`;
  if (row === undefined) throw new Error("an inserted row was not returned");
  await addMessage(tx, row.number, { author: ticket.requester, userId: null, kind: "customer", body: ticket.body });
  return row.number;
}

/** Written by whoever asked, or by a colleague. */
export type NewMessage = Pick<Message, "kind" | "body"> &
  ({ readonly author: string; readonly userId: null } | { readonly author: null; readonly userId: string });

/** @returns whether there is such a ticket */
export async function addMessage(tx: AccountSql, number: number, message: NewMessage): Promise<boolean> {
  const { author, userId, kind, body } = message;
  const touched = await tx`
    update tickets set updated_at = now(), state = ${kind === "answer" ? "waiting" : tx`state`} where number = ${number}`;
  if (touched.count === 0) return false;
  await tx`
    insert into messages (ticket, author, user_id, kind, body)
    values (${number}, ${author}, ${userId}, ${kind}, ${body})`;
  return true;
}

/** @returns whether there is such a ticket */
export async function setTicketState(tx: AccountSql, number: number, state: TicketState): Promise<boolean> {
  const changed = await tx`update tickets set state = ${state}, updated_at = now() where number = ${number}`;
  return changed.count > 0;
}

/** @returns whether there was such a ticket */
export async function deleteTicket(tx: AccountSql, number: number): Promise<boolean> {
  const gone = await tx`delete from tickets where number = ${number}`;
  return gone.count > 0;
}
