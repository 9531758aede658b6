import { createHmac, randomBytes } from "node:crypto";

import type { AccountId, UserId } from "@holdfast/contract";

import { equalBytes, lengthPrefixed, sha256 } from "../../kernel/bytes.ts";
import { minutes } from "../../kernel/clock.ts";
import type { Secret } from "../../kernel/secret.ts";

/** What a challenge may be answered for, and by whom: an answer for anything else is no answer. */
export interface ChallengeUse {
  readonly purpose: "register" | "join" | "sign_in" | "second_factor" | "step_up";
  /** Null where the person need not have said who they are. */
  readonly holder: { readonly accountId: AccountId; readonly userId: UserId } | null;
  /** The session, the invitation, or the sign-in under way, that asked. */
  readonly context: string;
}

export const challengeMs = minutes(5);

const randomLength = 16;
const endLength = 6;
const markStart = randomLength + endLength;

/**
 * Makes a challenge: 128 random bits (NIST SP 800-63B-4 section 3.1.6.2 asks for 64), its end, and a mark under our key
 * over both and over what it is for. Nothing is stored until it is answered, so asking for many fills no table.
 */
export function newChallenge(key: Secret<Uint8Array>, use: ChallengeUse, now: number): string {
  const head = Buffer.concat([randomBytes(randomLength), Buffer.alloc(endLength)]);
  head.writeUIntBE(now + challengeMs, randomLength, endLength);
  return Buffer.concat([head, markOf(key, use, head)]).toString("base64url");
}

export interface LiveChallenge {
  /** Under which it is marked as used. */
  readonly hash: Buffer;
  readonly expiresAt: number;
}

/** @returns null for a challenge that is not ours, has run out, or was made for another use. */
export function readChallenge(
  key: Secret<Uint8Array>,
  use: ChallengeUse,
  raw: string,
  now: number,
): LiveChallenge | null {
  const bytes = Buffer.from(raw, "base64url");
  // One spelling each, so that one that was used cannot come again in another.
  if (bytes.length <= markStart || bytes.toString("base64url") !== raw) return null;
  const head = bytes.subarray(0, markStart);
  if (!equalBytes(bytes.subarray(markStart), markOf(key, use, head))) return null;
  const expiresAt = head.readUIntBE(randomLength, endLength);
  return now < expiresAt ? { hash: sha256(bytes), expiresAt } : null;
}

function markOf(key: Secret<Uint8Array>, { purpose, holder, context }: ChallengeUse, head: Buffer): Buffer {
  const parts = [purpose, holder?.accountId ?? "", holder?.userId ?? "", context, head];
  return createHmac("sha256", key.reveal()).update(lengthPrefixed(parts)).digest();
}
