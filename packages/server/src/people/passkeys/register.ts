import type { PasskeyRegistration, PasskeyView, UserId } from "@holdfast/contract";

import { newId } from "../../kernel/ids.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Caller, RequestFacts } from "../../platform/http/index.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { describeDevice } from "../devices/index.ts";
import { notify } from "../notices/index.ts";
import { type ChallengeUse, type LiveChallenge, readChallenge } from "./challenge.ts";
import type { CeremonyDeps, PasskeyDeps } from "./deps.ts";
import { abilitiesOf, passkeyEvent } from "./events.ts";
import { registrationUse } from "./options.ts";
import { mostPasskeys, nameAfter } from "./passkey.ts";
import { type NewCredential, verifyRegistration } from "./registration.ts";
import { sealName, viewOf } from "./sealed.ts";
import { insertPasskey, listRows, lockPasskeysOf, type PasskeyRow, spend } from "./store.ts";

/**
 * Registers the passkey that the caller's authenticator made for the options they asked for.
 * @throws Problem(`passkey.unacceptable`), Problem(`passkey.too_many`)
 */
export async function registerPasskey(
  deps: PasskeyDeps,
  caller: Caller,
  made: { readonly name: string | undefined; readonly passkey: PasskeyRegistration },
  request: RequestFacts,
  origin: Origin,
): Promise<PasskeyView> {
  const fresh = await readFresh(deps, registrationUse(caller), made.passkey);
  const { value } = await deps.revoker.within(caller.accountId, async (scope, revoke) => {
    await deps.passkeyRules.registering(scope, caller);
    const name = made.name ?? nameAfter(describeDevice(request));
    const row = await keepPasskey(deps, scope, caller.userId, { fresh, name }, origin);
    await deps.passkeyRules.registered(scope, caller, revoke, origin);
    return viewOf(scope, row);
  });
  return value;
}

/** A passkey that was made for a challenge of ours, which is not used up yet. */
export interface FreshPasskey {
  readonly credential: NewCredential;
  readonly challenge: LiveChallenge;
}

/** @throws Problem(`passkey.unacceptable`) */
export async function readFresh(
  deps: CeremonyDeps,
  use: ChallengeUse,
  passkey: PasskeyRegistration,
): Promise<FreshPasskey> {
  const registration = await verifyRegistration(deps.relyingParty, passkey);
  if ("fault" in registration) throw unacceptable(registration.fault);
  const challenge = readChallenge(deps.challengeKey, use, registration.challenge, deps.clock());
  if (challenge === null) throw unacceptable("challenge");
  return { credential: registration.credential, challenge };
}

/**
 * Stores it, and tells the log and the user. Its challenge is used up with it.
 * @throws Problem(`passkey.unacceptable`), Problem(`passkey.too_many`)
 */
export async function keepPasskey(
  deps: CeremonyDeps & Pick<PasskeyDeps, "passkeyRules">,
  scope: AccountScope,
  userId: UserId,
  { fresh, name }: { readonly fresh: FreshPasskey; readonly name: string },
  origin: Origin,
): Promise<PasskeyRow> {
  if (!(await spend(scope, fresh.challenge))) throw unacceptable("replayed");
  const way = await deps.passkeyRules.disowning(scope, userId);
  const row = await addPasskey(scope, userId, fresh.credential, name);
  await emit(scope, passkeyEvent("passkey.registered", origin, row, { details: abilitiesOf(row), personal: { name } }));
  const facts = { factor: "passkey", name } as const;
  await notify(deps, scope, { notice: "factor.added", user: userId, origin, facts, ...way });
  return row;
}

/** One answer for every reason: whether the account knows a credential already is nobody's business. */
export const unacceptable = (reason: string): Problem => new Problem("passkey.unacceptable", { cause: reason });

async function addPasskey(
  scope: AccountScope,
  userId: UserId,
  credential: NewCredential,
  name: string,
): Promise<PasskeyRow> {
  await lockPasskeysOf(scope, userId);
  if ((await listRows(scope, userId)).length >= mostPasskeys) throw new Problem("passkey.too_many");
  const now = scope.clock();
  const id = newId("passkey", now);
  const nameSealed = sealName(scope, id, name);
  const row: PasskeyRow = {
    ...credential,
    id,
    userId,
    nameSealed,
    createdAt: now,
    lastUsedAt: null,
    lastDeviceSealed: null,
    clonedAt: null,
  };
  if (!(await insertPasskey(scope, row))) throw unacceptable("known_credential");
  return row;
}
