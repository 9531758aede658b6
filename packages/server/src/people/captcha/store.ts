import type { Sql } from "../../platform/postgres/index.ts";

/** @returns whether it was not there: of two uses at once, one finds its place free. */
export async function insertUse(directory: Sql, use: { answerHash: Buffer; expiresAt: number }): Promise<boolean> {
  const rows = await directory`
    insert into captcha_uses (answer_hash, expires_at) values (${use.answerHash}, ${new Date(use.expiresAt)})
    on conflict do nothing returning answer_hash`;
  return rows.length === 1;
}

/** Forgets what has run out, with an hour for clocks that differ. */
export async function pruneCaptchaUses(directory: Sql, now: number): Promise<void> {
  await directory`delete from captcha_uses where expires_at < ${new Date(now - 3_600_000)}`;
}
