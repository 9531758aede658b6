import type { AccountSql } from "./database.ts";

interface Person {
  readonly userId: string;
  readonly name: string;
  readonly workspace: string;
}

/** Keeps what somebody and their company are called, as Holdfast told at sign-in. */
export async function rememberPerson(tx: AccountSql, { userId, name, workspace }: Person): Promise<void> {
  await tx`insert into workspaces (name) values (${workspace}) on conflict (account_id) do update set name = excluded.name`;
  await tx`
    insert into people (user_id, name) values (${userId}, ${name})
    on conflict (account_id, user_id) do update set name = excluded.name`;
}

export async function forgetPerson(tx: AccountSql, userId: string): Promise<void> {
  await tx`delete from people where user_id = ${userId}`;
}

export async function findPerson(tx: AccountSql, userId: string): Promise<Omit<Person, "userId"> | null> {
  const [row] = await tx<{ name: string; workspace: string }[]>`
    select people.name, workspaces.name as workspace from people join workspaces using (account_id)
    where user_id = ${userId}`;
  return row ?? null;
}
