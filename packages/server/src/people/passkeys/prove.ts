import type { PasskeyAssertion, PasskeyId, ProofMethod, UserId } from "@holdfast/contract";

import type { RequestFacts } from "../../platform/http/index.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { describeDevice } from "../devices/index.ts";
import { notify } from "../notices/index.ts";
import { type Assertion, type AssertionFault, isCounterSound, verifyAssertion } from "./assertion.ts";
import { type ChallengeUse, readChallenge } from "./challenge.ts";
import type { CeremonyDeps } from "./deps.ts";
import { passkeyEvent } from "./events.ts";
import { isUsable } from "./passkey.ts";
import { openName, sealUsedOn } from "./sealed.ts";
import { lockByCredential, markCloned, type PasskeyRow, spend, updateUse } from "./store.ts";
import { parseHandle } from "./user-handle.ts";

/** What is proved, by whom, and to what: see `discoveryOptions` and `proofOptions`. */
export type WantedProof =
  | { readonly purpose: "sign_in"; readonly userId: UserId }
  | {
      readonly purpose: "second_factor" | "step_up";
      readonly userId: UserId;
      readonly context: string;
      /** What the same sign-in has shown before; nothing in a session. */
      readonly after: readonly ProofMethod[];
    };

export type PasskeyProof =
  | {
      readonly proved: true;
      readonly passkeyId: PasskeyId;
      /** Two factors at once, else one (NIST SP 800-63B-4 section 3.1.7.2). */
      readonly userVerified: boolean;
    }
  | { readonly proved: false; readonly reason: ProofFault };

export type ProofFault = AssertionFault | "unknown" | "user_handle" | "challenge" | "replayed" | "cloned";

/**
 * Whether the answer of an authenticator proves that the user is there. What it changes (the challenge is used up, the
 * counter moves, a copy is marked) has to be committed whatever it says: return from the transaction, and refuse with
 * `passkey.refused` after it.
 */
export async function provePasskey(
  deps: CeremonyDeps,
  scope: AccountScope,
  wanted: WantedProof,
  { answer, request, origin }: { answer: PasskeyAssertion; request: RequestFacts; origin: Origin },
): Promise<PasskeyProof> {
  const row = await lockByCredential(scope, answer.id);
  // Unknown, another user's or another account's: the caller cannot tell, and must not say.
  if (row === null || row.userId !== wanted.userId) return refused("unknown");
  if (!isHandleOf(scope, row, wanted, answer)) return refused("user_handle");
  const assertion = await verifyAssertion(deps.relyingParty, row, answer);
  if ("fault" in assertion) return refused(assertion.fault);
  const challenge = readChallenge(deps.challengeKey, useOf(scope, wanted), assertion.challenge, deps.clock());
  if (challenge === null) return refused("challenge");
  if (!(await spend(scope, challenge))) return refused("replayed");
  if (!isUsable(row)) return refused("cloned");
  if (!isCounterSound(row.signCount, assertion.signCount)) return refuseCopy(deps, scope, row, assertion, origin);
  return acceptUse(scope, row, wanted, assertion, request);
}

const refused = (reason: ProofFault): PasskeyProof => ({ proved: false, reason });

function isHandleOf(
  { accountId }: AccountScope,
  { userId }: PasskeyRow,
  { purpose }: WantedProof,
  { response }: PasskeyAssertion,
): boolean {
  // Level 3, section 7.2 step 6: it need not be there when the user was known before, and must else be theirs.
  if ((response.userHandle ?? "") === "") return purpose !== "sign_in";
  const holder = parseHandle(response.userHandle ?? "");
  return holder !== null && holder.accountId === accountId && holder.userId === userId;
}

const useOf = ({ accountId }: AccountScope, wanted: WantedProof): ChallengeUse =>
  wanted.purpose === "sign_in"
    ? { purpose: "sign_in", holder: null, context: "" }
    : { purpose: wanted.purpose, holder: { accountId, userId: wanted.userId }, context: wanted.context };

/** Two authenticators hold the key. Which of them is the user's cannot be told, so neither is believed from now on. */
async function refuseCopy(
  deps: CeremonyDeps,
  scope: AccountScope,
  row: PasskeyRow,
  { signCount }: Assertion,
  origin: Origin,
): Promise<PasskeyProof> {
  await markCloned(scope, row.id, scope.clock());
  const details = { counterBefore: row.signCount, counter: signCount };
  await emit(scope, passkeyEvent("passkey.cloned", origin, row, { details }));
  const facts = { name: openName(scope, row) };
  await notify(deps, scope, { notice: "passkey.copied", user: row.userId, origin, facts });
  return refused("cloned");
}

async function acceptUse(
  scope: AccountScope,
  row: PasskeyRow,
  wanted: WantedProof,
  { signCount, backedUp, userVerified }: Assertion,
  request: RequestFacts,
): Promise<PasskeyProof> {
  // Level 3, section 7.2 step 24: only after another factor is a device believed that it has begun to ask for a PIN.
  // Whoever finds a security key without one can set one.
  const verifiesUser = row.verifiesUser || (userVerified && isAfterFactor(wanted));
  const lastDeviceSealed = sealUsedOn(scope, row.id, describeDevice(request));
  await updateUse(scope, { id: row.id, signCount, backedUp, verifiesUser, now: scope.clock(), lastDeviceSealed });
  return { proved: true, passkeyId: row.id, userVerified: userVerified && verifiesUser };
}

/** A mailbox that was read, or a provider's word, is no factor of ours: their devices may lie where the key was found. */
const isAfterFactor = (wanted: WantedProof): boolean =>
  wanted.purpose === "second_factor" && wanted.after.some((method) => ownFactors.has(method));

const ownFactors: ReadonlySet<ProofMethod> = new Set(["password", "totp", "recovery_code"]);
