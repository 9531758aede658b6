import type { NotificationAddressView, UserId } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import type { Caller } from "../../platform/http/index.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import { type AccountScope, type DirectoryDeps, normaliseEmail, withAccount } from "../../tenancy/directory/index.ts";
import { asInvalidToken, consumeMailToken, issueMailToken, parseMailToken } from "../mail-tokens/index.ts";
import { readBounce, findUser, type Taken, userView } from "../users/index.ts";
import { noticeEvent } from "./events.ts";
import { type NoticeDeps, notify } from "./notify.ts";
import { openAddress, sealAddress } from "./second-address.ts";
import { deleteAddress, deleteAddressSince, insertAddress, lockAddress, readAddress, verifyAddress } from "./store.ts";

export interface AddressDeps extends NoticeDeps {
  readonly directory: DirectoryDeps;
  /** Counts mails to an address that somebody else has typed in: nobody is to be buried in them. */
  readonly identities: { attempt(identity: string, address: string): Promise<void> };
  /**
   * Asks whoever has a second factor for a fresh proof by it: at a second address arrive links that end sessions and
   * cancel recoveries. @throws Problem(`auth.factor_required`)
   */
  readonly assertFactorFresh: (scope: AccountScope, caller: Caller) => Promise<void>;
}

/** Where the caller's security notices go: the address that they sign in with, and a second one if there is any. */
export const listAddresses = (
  { directory }: Pick<AddressDeps, "directory">,
  { accountId, userId }: Caller,
): Promise<{ items: NotificationAddressView[] }> =>
  withAccount(directory, accountId, async (scope) => {
    const { email, emailVerified } = userView(scope, await findUser(scope, userId));
    const bouncing = (await readBounce(scope, userId)) !== null;
    const second = await readAddress(scope, userId);
    return {
      items: [
        { address: email, primary: true, verified: emailVerified, bouncing },
        ...(second === null ? [] : [secondView(scope, userId, second)]),
      ],
    };
  });

const secondView = (
  scope: AccountScope,
  user: UserId,
  row: NonNullable<Awaited<ReturnType<typeof readAddress>>>,
): NotificationAddressView => ({
  address: openAddress(scope, user, row.addressSealed),
  primary: false,
  verified: row.verifiedAt !== null,
  bouncing: row.bouncedAt !== null,
});

/**
 * Mails a link to an address; once it comes back, security notices go there as well.
 * @throws Problem(`notification_address.exists`) when there is a second one already, or it is the first,
 * Problem(`auth.factor_required`), Problem(`rate.limited`)
 */
export async function requestAddress(
  deps: AddressDeps,
  caller: Caller,
  email: string,
  origin: Origin,
): Promise<NotificationAddressView> {
  const { accountId, userId } = caller;
  await deps.identities.attempt(`mail_to ${normaliseEmail(email)}`, origin.address ?? "");
  return withAccount(deps.directory, accountId, async (scope) => {
    await deps.assertFactorFresh(scope, caller);
    const user = userView(scope, await findUser(scope, userId));
    if (normaliseEmail(user.email) === normaliseEmail(email)) throw new Problem("notification_address.exists");
    const sealed = sealAddress(scope, userId, email.trim());
    if (!(await insertAddress(scope, userId, { sealed, now: deps.clock() }))) {
      throw new Problem("notification_address.exists");
    }
    await emit(scope, noticeEvent("notification_address.requested", origin, userId, {}, { email }));
    const token = await issueMailToken(scope, {
      userId,
      purpose: "verify_notification_address",
      now: deps.clock(),
    });
    await notify(deps, scope, {
      notice: "notification_address.verify",
      user: userId,
      to: { email: email.trim() },
      origin,
      facts: {},
      link: { path: "/verify-notices", token },
    });
    return { address: email.trim(), primary: false, verified: false, bouncing: false };
  });
}

/** Proves a second address. Tells every address, the new one among them. @throws Problem(`token.invalid`) */
export async function confirmAddress(deps: AddressDeps, rawToken: string, origin: Origin): Promise<void> {
  const { accountId, secret } = parseMailToken(rawToken);
  const now = deps.clock();
  await withAccount(deps.directory, accountId, async (scope) => {
    const user = await consumeMailToken(scope, { purpose: "verify_notification_address", secret, now });
    const row = await lockAddress(scope, user);
    if (row === null) throw new Problem("token.invalid");
    const asUser: Origin = { ...origin, actor: { type: "user", id: user } };
    await verifyAddress(scope, user, now);
    const address = openAddress(scope, user, row.addressSealed);
    await emit(scope, noticeEvent("notification_address.added", asUser, user, {}, { email: address }));
    await notify(deps, scope, { notice: "notification_address.added", user, origin: asUser, facts: { address } });
  }).catch(asInvalidToken);
}

/**
 * Takes the second address away, and tells it once more.
 * @throws Problem(`notification_address.not_found`), Problem(`auth.factor_required`)
 */
export async function removeAddress(deps: AddressDeps, caller: Caller, origin: Origin): Promise<void> {
  const { accountId, userId } = caller;
  await withAccount(deps.directory, accountId, async (scope) => {
    await deps.assertFactorFresh(scope, caller);
    const row = await lockAddress(scope, userId);
    if (row === null) throw new Problem("notification_address.not_found");
    const address = openAddress(scope, userId, row.addressSealed);
    // While it is there still: whoever is cut off must hear of it.
    await notify(deps, scope, { notice: "notification_address.removed", user: userId, origin, facts: { address } });
    await deleteAddress(scope, userId);
    await emit(scope, noticeEvent("notification_address.removed", origin, userId, {}, { email: address }));
  });
}

/** Takes away a second address of at or after a moment: whoever had taken the person's place may read there. */
export async function takeBackAddress(scope: AccountScope, { userId, since, origin }: Taken): Promise<void> {
  if (!(await deleteAddressSince(scope, { user: userId, since }))) return;
  await emit(scope, noticeEvent("notification_address.removed", origin, userId));
}
