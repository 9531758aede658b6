import type { AccountScope } from "../directory/index.ts";

export interface ProfileRow {
  readonly nameSealed: Buffer;
  readonly slugSealed: Buffer;
  readonly createdAt: number;
}

export async function insertProfile(
  { sql, accountId }: AccountScope,
  row: { nameSealed: Buffer; slugSealed: Buffer },
): Promise<void> {
  await sql`
    insert into account_profiles (account_id, name_sealed, slug_sealed)
    values (${accountId}, ${row.nameSealed}, ${row.slugSealed})`;
}

export async function findProfile({ sql, accountId }: AccountScope): Promise<ProfileRow | null> {
  const [row] = await sql<ProfileRow[]>`
    select name_sealed, slug_sealed, created_at from account_profiles where account_id = ${accountId}`;
  return row ?? null;
}

export async function updateName({ sql, accountId }: AccountScope, nameSealed: Buffer): Promise<void> {
  await sql`update account_profiles set name_sealed = ${nameSealed} where account_id = ${accountId}`;
}
