import type { PasskeyCreationOptions, PasskeyRegistration } from "@holdfast/contract";

import type { RequestFacts } from "../../platform/http/index.ts";
import type { Origin } from "../../tenancy/audit/index.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { describeDevice } from "../devices/index.ts";
import type { ChallengeUse } from "./challenge.ts";
import type { CeremonyDeps, PasskeyDeps } from "./deps.ts";
import { optionsToMake } from "./options.ts";
import { nameAfter } from "./passkey.ts";
import { type FreshPasskey, keepPasskey, readFresh, unacceptable } from "./register.ts";
import type { Holder } from "./user-handle.ts";

/** Somebody who will be a user, and what lets them become one: their passkey is good for nothing else. */
export interface Newcomer extends Holder {
  readonly context: string;
}

const joinUse = ({ accountId, userId, context }: Newcomer): ChallengeUse => ({
  purpose: "join",
  holder: { accountId, userId },
  context,
});

/**
 * Options to make the passkey that somebody begins with. There is no password beside it: it has to be found without a
 * user name, and to verify its user, or it would be one factor that nothing completes.
 */
export const firstPasskeyOptions = (
  deps: CeremonyDeps,
  scope: AccountScope,
  newcomer: Newcomer,
  person: { readonly email: string; readonly name: string },
): Promise<PasskeyCreationOptions> =>
  optionsToMake(deps, scope, { use: joinUse(newcomer), holder: newcomer, person, known: [], want: "required" });

/** @throws Problem(`passkey.unacceptable`), also for one that did not verify its user */
export async function readFirstPasskey(
  deps: CeremonyDeps,
  newcomer: Newcomer,
  passkey: PasskeyRegistration,
): Promise<FreshPasskey> {
  const fresh = await readFresh(deps, joinUse(newcomer), passkey);
  if (!fresh.credential.verifiesUser) throw unacceptable("user_not_verified");
  return fresh;
}

/** Stores it for the newcomer, who is a user by now. @throws Problem(`passkey.unacceptable`) */
export async function keepFirstPasskey(
  deps: CeremonyDeps & Pick<PasskeyDeps, "passkeyRules">,
  scope: AccountScope,
  { userId }: Newcomer,
  { fresh, request }: { readonly fresh: FreshPasskey; readonly request: RequestFacts },
  origin: Origin,
): Promise<void> {
  await keepPasskey(deps, scope, userId, { fresh, name: nameAfter(describeDevice(request)) }, origin);
}
