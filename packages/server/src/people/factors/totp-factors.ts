import { randomUUID } from "node:crypto";

import type { UserId } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import { Secret } from "../../kernel/secret.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { mostFailures, waitAfter } from "./throttle.ts";
import { matchStep, newTotpSecret } from "./totp.ts";
import { insertPending, lockTotp, noteAccepted, noteWrong, type TotpRow } from "./totp-store.ts";

/** Makes the secret of an app. It counts for nothing until a code of it is confirmed. */
export async function plantSecret(scope: AccountScope, userId: UserId, now: number): Promise<Secret<Uint8Array>> {
  const secret = newTotpSecret();
  const id = randomUUID();
  await insertPending(scope, { id, userId, secretSealed: scope.keys.seal(place(id), secret.reveal()), now });
  return secret;
}

/** What became of a code. A refusal leaves a trace, so it is returned, and thrown only after the commit. */
export type CodeVerdict =
  | { readonly ok: true; readonly id: string }
  | { readonly ok: false; readonly refusal: Problem };

/**
 * Looks at a code of the user's app: the confirmed one, or the one that is about to be. Wrong codes in a row cost growing
 * waits and, at a hundred, the app (NIST SP 800-63B-4 section 3.2.2). They cost nothing else: a passkey and recovery
 * codes are counted apart, so whoever guesses here shuts nobody out.
 */
export async function tryCode(
  scope: AccountScope,
  attempt: { userId: UserId; code: string; state: "confirmed" | "pending"; now: number },
): Promise<CodeVerdict> {
  const row = await lockTotp(scope, attempt.userId, attempt.state);
  if (row === null) return refused(new Problem(attempt.state === "pending" ? "factor.not_found" : "factor.wrong"));
  if (row.disabledAt !== null) return refused(new Problem("factor.disabled"));
  if (row.waitUntil !== null && attempt.now < row.waitUntil) return refused(waitUntil(row.waitUntil, attempt.now));
  const secret = new Secret<Uint8Array>(scope.keys.open(place(row.id), row.secretSealed));
  const step = matchStep(secret, attempt.code, { now: attempt.now, lastStep: row.lastStep });
  if (step === null) return refused(await countWrong(scope, row, attempt.now));
  await noteAccepted(scope, row.id, step);
  return { ok: true, id: row.id };
}

const refused = (refusal: Problem): CodeVerdict => ({ ok: false, refusal });

async function countWrong(scope: AccountScope, row: TotpRow, now: number): Promise<Problem> {
  const failures = row.failures + 1;
  const wait = waitAfter(failures);
  const disabled = failures >= mostFailures;
  await noteWrong(scope, {
    id: row.id,
    failures,
    waitUntil: wait === 0 ? null : now + wait,
    disabledAt: disabled ? now : null,
  });
  return new Problem(disabled ? "factor.disabled" : "factor.wrong");
}

const waitUntil = (end: number, now: number): Problem =>
  new Problem("factor.wait", { retryAfter: Math.ceil((end - now) / 1000) });

const place = (row: string) => ({ purpose: "totp", table: "totp_factors", column: "secret_sealed", row }) as const;
