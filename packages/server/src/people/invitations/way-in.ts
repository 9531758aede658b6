import { createHash } from "node:crypto";

import type { JoinWay, PasskeyRegistration, PolicySettings, UserId } from "@holdfast/contract";

import { idWith } from "../../kernel/ids.ts";
import { Problem } from "../../kernel/problem.ts";
import type { RequestFacts } from "../../platform/http/index.ts";
import type { Origin } from "../../tenancy/audit/index.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { keepFirstPasskey, type Newcomer, readFirstPasskey } from "../passkeys/index.ts";
import { hashProfileOf, storeHash } from "../passwords/index.ts";
import { askBreaches, assertGood } from "../sign-in/index.ts";
import type { InvitationDeps } from "./deps.ts";
import type { InvitationRow } from "./invitation.ts";

/** With a mailed link one joins without anything: it is mailed whenever it is needed. */
export const joinWays = ({ magicLink }: Pick<PolicySettings, "magicLink">, offersGoogle: boolean): JoinWay[] => [
  "password",
  "passkey",
  ...(offersGoogle ? (["google"] as const) : []),
  ...(magicLink === "off" ? [] : (["magic_link"] as const)),
];

/** What somebody wants to sign in with from now on. */
export interface ChosenWay {
  readonly password?: string;
  readonly passkey?: PasskeyRegistration;
}

/** What was chosen, found good while no transaction was open: that takes a while. */
export interface WayIn {
  /** Whom it was made for; null for what suits any new user. */
  readonly userId: UserId | null;
  /** Asked before there is a user, so that a refusal leaves none. @throws Problem, and nobody joins */
  assertFor?(scope: AccountScope, row: InvitationRow): Promise<void>;
  /** Stores it, with the user there and their address proved. */
  keep(scope: AccountScope, userId: UserId, asUser: Origin): Promise<void>;
}

/** What it is judged by. */
interface Terms {
  readonly policy: PolicySettings;
  /** What a password must not be made of. */
  readonly words: readonly string[];
  readonly newcomer: Newcomer;
}

/**
 * @throws Problem(`request.malformed`) for two ways, and for none where mailed links do not sign in,
 * Problem(`passkey.unacceptable`), Problem(`password.*`)
 */
export async function prepareWay(
  deps: InvitationDeps,
  { password, passkey }: ChosenWay,
  terms: Terms,
  request: RequestFacts,
): Promise<WayIn> {
  if (password !== undefined && passkey !== undefined) throw malformed("passkey", "not beside a password");
  if (passkey !== undefined) return byPasskey(deps, passkey, terms.newcomer, request);
  if (password !== undefined) return byPassword(deps, password, terms);
  if (terms.policy.magicLink !== "off") return { userId: null, keep: async () => {} };
  throw malformed("password", "needed in this account, or a passkey");
}

async function byPassword(deps: InvitationDeps, password: string, { policy, words }: Terms): Promise<WayIn> {
  await assertGood(password, policy.passwordMinLength, words);
  await askBreaches(deps, policy.breachCheck, password);
  const hash = await deps.hasher.hash(password, hashProfileOf(policy));
  return { userId: null, keep: (scope, userId) => storeHash(scope, userId, hash) };
}

async function byPasskey(
  deps: InvitationDeps,
  passkey: PasskeyRegistration,
  newcomer: Newcomer,
  request: RequestFacts,
): Promise<WayIn> {
  const fresh = await readFirstPasskey(deps, newcomer, passkey);
  return {
    userId: newcomer.userId,
    keep: (scope, _userId, asUser) => keepFirstPasskey(deps, scope, newcomer, { fresh, request }, asUser),
  };
}

/**
 * Who joins by this link. Their authenticator stores their id before they are a user, so that it is always the same for a
 * link: a second try takes the place of the first. A link that is mailed again is another one.
 */
export function newcomerOf({ accountId }: AccountScope, { id, createdAt }: InvitationRow, tokenHash: Buffer): Newcomer {
  const drawn = createHash("sha256").update("holdfast/newcomer/v1\0").update(tokenHash).digest().subarray(0, 16);
  return { accountId, userId: idWith("user", createdAt, drawn), context: `${id} ${tokenHash.toString("base64url")}` };
}

const malformed = (field: string, message: string): Problem =>
  new Problem("request.malformed", { errors: [{ field: `body/${field}`, message }] });
