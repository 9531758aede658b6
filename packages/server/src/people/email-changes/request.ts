import { randomUUID } from "node:crypto";

import type { UserId } from "@holdfast/contract";

import type { Caller } from "../../platform/http/index.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import { type AccountScope, normaliseEmail, withAccount } from "../../tenancy/directory/index.ts";
import { textIndexes } from "../../tenancy/registry/index.ts";
import { assertFactorFresh } from "../factors/index.ts";
import { makeLinkToken } from "../mail-tokens/index.ts";
import { notify } from "../notices/index.ts";
import { addressOf, isAddressFree, lockUser } from "../users/index.ts";
import type { EmailChangeDeps } from "./deps.ts";
import { confirmWithinMs, newAddressOf, place } from "./email-change.ts";
import { emailChangeEvent } from "./events.ts";
import { deletePending, findPending, replacePending } from "./store.ts";

type RequestDeps = Pick<EmailChangeDeps, "directory" | "clock" | "publicUrl" | "identities">;

/**
 * Asks for another address. The old one is told now, before anything changes (C-182). For an address that somebody else
 * has, all is as for any other, but the mail that nobody could use: whoever asks learns nothing about their colleagues.
 * Whoever has a second factor has just proved it: with the address goes the mailbox, which is a proof of a recovery.
 * @throws Problem(`auth.factor_required`), Problem(`rate.limited`)
 */
export async function requestEmailChange(
  deps: RequestDeps,
  caller: Caller,
  wanted: string,
  origin: Origin,
): Promise<void> {
  const email = wanted.trim();
  await deps.identities.attempt(`mail_to ${normaliseEmail(email)}`, origin.address ?? "");
  const now = deps.clock();
  const { token, tokenHash } = makeLinkToken(caller.accountId, "change_email");
  await withAccount(deps.directory, caller.accountId, async (scope) => {
    const user = await lockUser(scope, caller.userId);
    await assertFactorFresh(scope, caller);
    const [id, before] = [randomUUID(), addressOf(scope, user)];
    await replacePending(scope, {
      id,
      userId: user.id,
      emailSealed: scope.keys.seal(place(id, "email_sealed"), email),
      oldEmailIndex: textIndexes(scope, "email_changes.old_email", before)[0],
      oldEmailSealed: scope.keys.seal(place(id, "old_email_sealed"), before),
      confirmHash: tokenHash,
      requestedAt: now,
      confirmedAt: null,
      expiresAt: now + confirmWithinMs,
    });
    await emit(scope, emailChangeEvent("user.email_change_requested", origin, user.id, { before, after: email }));
    const told = { user: user.id, origin } as const;
    await notify(deps, scope, { ...told, notice: "email_change.requested", facts: { address: email } });
    if (!(await isAddressFree(scope, email, user.id))) return;
    const link = { path: "/confirm-email", token } as const;
    await notify(deps, scope, { ...told, notice: "email_change.confirm", to: { email }, facts: {}, link });
  });
}

export async function readPending(deps: RequestDeps, { accountId, userId }: Caller) {
  const wanted = { userId, now: deps.clock() };
  return withAccount(deps.directory, accountId, async (scope) => {
    const change = await findPending(scope, wanted);
    if (change === null) return { pending: null };
    const time = (ms: number): string => new Date(ms).toISOString();
    return {
      pending: {
        email: newAddressOf(scope, change),
        requestedAt: time(change.requestedAt),
        expiresAt: time(change.expiresAt),
      },
    };
  });
}

export async function cancelEmailChange(deps: RequestDeps, caller: Caller, origin: Origin): Promise<void> {
  await withAccount(deps.directory, caller.accountId, (scope) => cancelPending(scope, caller.userId, origin));
}

/**
 * Makes the link to a new address worth nothing, if one is out. A new password does it too: that is what the mail to the
 * old address advises whoever did not ask for the change, so it has to be enough.
 */
export async function cancelPending(scope: AccountScope, userId: UserId, origin: Origin): Promise<void> {
  const user = await lockUser(scope, userId);
  const pending = await findPending(scope, { userId, now: scope.clock() });
  if (!(await deletePending(scope, userId)) || pending === null) return;
  const addresses = { before: addressOf(scope, user), after: newAddressOf(scope, pending) };
  await emit(scope, emailChangeEvent("user.email_change_cancelled", origin, userId, addresses));
}
