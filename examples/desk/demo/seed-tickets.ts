import { type AccountSql, type Sql, withAccount } from "../src/database.ts";
import { rememberPerson } from "../src/people-store.ts";
import type { SeedTicket } from "./customers.ts";
import type { DemoAccount, DemoPerson } from "./seed-accounts.ts";

/** Puts a customer's tickets where the desk looks for them. */
export async function seedTickets(sql: Sql, { id, customer, people }: DemoAccount): Promise<void> {
  await withAccount(sql, id, async (tx) => {
    for (const { userId, name } of people) await rememberPerson(tx, { userId, name, workspace: customer.name });
    // The oldest has the lowest number.
    for (const [at, ticket] of customer.tickets.toReversed().entries()) await seedTicket(tx, 1001 + at, ticket, people);
  });
}

const ago = (minutes: number): Date => new Date(Date.now() - minutes * 60_000);

async function seedTicket(
  tx: AccountSql,
  number: number,
  ticket: SeedTicket,
  people: readonly DemoPerson[],
): Promise<void> {
  const { subject, requester, requesterEmail, state, urgent = false, messages } = ticket;
  const updatedAt = ago(Math.min(...messages.map(({ minutesAgo }) => minutesAgo)));
  await tx`
    insert into tickets (number, subject, requester, requester_email, state, urgent, updated_at)
    values (${number}, ${subject}, ${requester}, ${requesterEmail}, ${state}, ${urgent}, ${updatedAt})`;
  for (const { author, kind, body, minutesAgo } of messages) {
    const userId = people.find(({ name }) => name === author)?.userId ?? null;
    await tx`
      insert into messages (ticket, author, user_id, kind, body, written_at)
      values (${number}, ${userId === null ? requester : null}, ${userId}, ${kind}, ${body}, ${ago(minutesAgo)})`;
  }
}
