import type { RevocationCertificate } from "@holdfast/contract";

import { days } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/problem.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import type { Revoke } from "../../tenancy/outbox/index.ts";
import {
  asInvalidToken,
  deleteMailTokensOf,
  issueMailToken,
  linkTokenHash,
  makeLinkToken,
  parseMailToken,
} from "../mail-tokens/index.ts";
import { notify } from "../notices/index.ts";
import { removePassword } from "../passwords/index.ts";
import { endSessions, mustHave } from "../sessions/index.ts";
import { changeAddress, lockUser, type UserRow } from "../users/index.ts";
import type { EmailChangeDeps } from "./deps.ts";
import { type EmailChange, newAddressOf, oldAddressOf, undoWithinMs } from "./email-change.ts";
import { emailChangeEvent } from "./events.ts";
import { deleteSince, findByLink, markConfirmed } from "./store.ts";

/**
 * Takes the new address into use: whoever has the link reads its mail. Both addresses are told, and the old one can undo
 * it.
 * @throws Problem(`token.invalid`)
 */
export async function confirmEmailChange(deps: EmailChangeDeps, rawToken: string, origin: Origin): Promise<void> {
  await byLink(deps, rawToken, "change_email", async (scope, { user, change }) => {
    const now = deps.clock();
    const asUser: Origin = { ...origin, actor: { type: "user", id: user.id } };
    const [before, after] = [oldAddressOf(scope, change), newAddressOf(scope, change)];
    const { token, tokenHash } = makeLinkToken(scope.accountId, "undo_email");
    const told = { user: user.id, origin: asUser, facts: { address: after } } as const;
    const link = { path: "/undo-email", token } as const;
    // While the user still has the old address: the link to undo it goes there and nowhere else.
    await notify(deps, scope, { ...told, notice: "email_change.completed", link });
    await claimAddress(deps, scope, user, after);
    await markConfirmed(scope, { id: change.id, now, undoHash: tokenHash, expiresAt: now + undoWithinMs });
    await notify(deps, scope, { ...told, notice: "email_change.in_use" });
    await emit(scope, emailChangeEvent("user.email_changed", asUser, user.id, { before, after }));
  });
}

/** Whoever took the address may have made ready for it: a factor of their own the day before would outlast the undoing. */
const madeReadyMs = days(1);

/**
 * Gives the old address back. Whoever took it knew enough to sign in: every session ends, the password is no password any
 * more, what was added since, or the day before, is taken away, and what was mailed to the new address is worth nothing.
 * @throws Problem(`token.invalid`)
 */
export async function undoEmailChange(
  deps: EmailChangeDeps,
  rawToken: string,
  origin: Origin,
): Promise<{ sessionsEnded: number; certificate: RevocationCertificate }> {
  const { value, certificate } = await byLink(deps, rawToken, "undo_email", async (scope, part, revoke) => {
    const { user, change } = part;
    const asUser: Origin = { ...origin, actor: { type: "user", id: user.id } };
    const [before, after] = [newAddressOf(scope, change), oldAddressOf(scope, change)];
    await claimAddress(deps, scope, user, after);
    await deleteSince(scope, change);
    await removePassword(scope, user.id);
    const taken = { userId: user.id, since: change.requestedAt - madeReadyMs, origin: asUser };
    for (const takeBack of deps.takeBack) await takeBack(scope, taken);
    await emit(scope, emailChangeEvent("user.email_change_undone", asUser, user.id, { before, after }));
    await tellUndone(deps, scope, { user, address: after }, asUser);
    return endSessions(deps, scope, { userId: user.id, keep: null, reason: "email_change_undone" }, revoke, asUser);
  });
  return { sessionsEnded: value, certificate: mustHave(certificate) };
}

/** @throws Problem(`token.invalid`) when somebody else has got the address meanwhile */
async function claimAddress(deps: EmailChangeDeps, scope: AccountScope, user: UserRow, email: string): Promise<void> {
  await changeAddress(deps, scope, user.id, { email, now: deps.clock() }).catch(asTaken);
  // They were mailed to the address that is not theirs any more.
  await deleteMailTokensOf(scope, user.id);
}

/** With the link to a new password: the old one is gone. */
async function tellUndone(
  deps: EmailChangeDeps,
  scope: AccountScope,
  { user, address }: { user: UserRow; address: string },
  origin: Origin,
): Promise<void> {
  const token = await issueMailToken(scope, { userId: user.id, purpose: "reset_password", now: deps.clock() });
  const told = { user: user.id, origin } as const;
  await notify(deps, scope, { ...told, notice: "email_change.undone", facts: { address } });
  const link = { path: "/reset", token } as const;
  await notify(deps, scope, { ...told, notice: "password.reset_link", facts: {}, link });
}

const columns = { change_email: "confirm_hash", undo_email: "undo_hash" } as const;

/**
 * Runs `work` for the change that a mailed token belongs to, with its user locked.
 * @throws Problem(`token.invalid`) for one that is used, out of date, replaced, of another purpose, or of the suspended
 */
async function byLink<T>(
  deps: EmailChangeDeps,
  rawToken: string,
  purpose: keyof typeof columns,
  work: (scope: AccountScope, part: { user: UserRow; change: EmailChange }, revoke: Revoke) => Promise<T>,
) {
  const { accountId, secret } = parseMailToken(rawToken);
  const link = { column: columns[purpose], hash: linkTokenHash(purpose, secret), now: deps.clock() };
  return deps.revoker
    .within(accountId, async (scope, revoke) => {
      const found = await findByLink(scope, link);
      if (found === null) throw new Problem("token.invalid");
      const user = await lockUser(scope, found.userId);
      // Once more under the lock: of two uses at once, the second finds nothing.
      const change = await findByLink(scope, link);
      if (change === null || user.suspendedAt !== null) throw new Problem("token.invalid");
      return work(scope, { user, change }, revoke);
    })
    .catch(asInvalidToken);
}

function asTaken(error: unknown): never {
  if (error instanceof Problem && error.code === "user.address_taken") throw new Problem("token.invalid");
  throw error;
}
