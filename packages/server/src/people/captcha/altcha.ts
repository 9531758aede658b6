import { randomInt } from "node:crypto";

import type { CaptchaChallenge } from "@holdfast/contract";
import { createChallenge, verifySolution } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/pbkdf2";
import { Type } from "typebox";
import { Compile } from "typebox/compile";

import { type Clock, minutes } from "../../kernel/clock.ts";
import type { Secret } from "../../kernel/secret.ts";
import type { Captcha, CaptchaUse, Suspicion } from "./captcha.ts";

export interface AltchaOptions {
  /** The deployment's own: every process signs and checks with it. */
  readonly key: Secret<Uint8Array>;
  readonly clock: Clock;
  /** Iterations of PBKDF2 for each number that is tried: a millisecond for 5000 on a laptop. */
  readonly cost: number;
}

/** Long enough to fill in a form, too short to collect solutions. */
const lifeMs = minutes(5);

/** The numbers that a solver has to try, at least, by suspicion: about one second on a laptop, up to ten. */
const leastCounter: Readonly<Record<Suspicion, number>> = { 0: 500, 1: 1200, 2: 2500, 3: 5000 };

const Text = Type.String({ maxLength: 200 });
const Parameters = Type.Object(
  {
    algorithm: Type.Literal("PBKDF2/SHA-256"),
    nonce: Text,
    salt: Text,
    cost: Type.Integer(),
    keyLength: Type.Integer(),
    keyPrefix: Text,
    keySignature: Text,
    expiresAt: Type.Integer(),
    data: Type.Object({ action: Text, network: Text }, { additionalProperties: false }),
  },
  { additionalProperties: false },
);
/** What the widget sends, in base64. */
const answerShape = Compile(
  Type.Object({
    challenge: Type.Object({ parameters: Parameters, signature: Text }),
    solution: Type.Object({ counter: Type.Integer({ minimum: 0, maximum: 100_000 }), derivedKey: Text }),
  }),
);

/**
 * Proof of work by ALTCHA, without anybody else: nothing to see, hear or click, and nothing that tells who somebody is.
 * It proves cost and not humanity. Challenges are signed and not stored, so asking for them fills no memory; each is
 * bound to what it is for and to a network. That a solution works once is up to the caller: the library takes it again.
 */
export function altcha({ key, clock, cost }: AltchaOptions): Captcha {
  const secret = (use: string): string => `${use} ${Buffer.from(key.reveal()).toString("base64")}`;
  const secrets = { hmacSignatureSecret: secret("challenge"), hmacKeySignatureSecret: secret("solution") };
  return {
    async challenge(use, suspicion) {
      const least = leastCounter[suspicion];
      const expiresAt = Math.floor((clock() + lifeMs) / 1000);
      const data = { action: use.action, network: use.network };
      const counter = randomInt(least, 2 * least);
      const algorithm = "PBKDF2/SHA-256";
      const made = await createChallenge({ algorithm, cost, counter, expiresAt, data, deriveKey, ...secrets });
      return viewOf(made, use, expiresAt);
    },
    async check(answer, use) {
      const payload = payloadOf(answer);
      if (payload === null || !isFor(payload.challenge.parameters, use)) return null;
      const endsAt = payload.challenge.parameters.expiresAt * 1000;
      if (clock() >= endsAt) return null;
      const { verified } = await verifySolution({ ...payload, deriveKey, ...secrets });
      // The nonce is signed: another writing of the same solution has the same.
      return verified ? { mark: payload.challenge.parameters.nonce, expiresAt: endsAt } : null;
    },
  };
}

function viewOf(made: unknown, { action }: CaptchaUse, expiresAt: number): CaptchaChallenge {
  // What the library makes has the shape of what it takes back.
  const challenge = challengeShape.Parse(made);
  return {
    provider: "altcha",
    action,
    challenge,
    siteKey: null,
    expiresAt: new Date(expiresAt * 1000).toISOString(),
  };
}

const challengeShape = Compile(Type.Object({ parameters: Parameters, signature: Text }));

function payloadOf(answer: string) {
  try {
    const payload: unknown = JSON.parse(Buffer.from(answer, "base64").toString("utf8"));
    return answerShape.Check(payload) ? payload : null;
  } catch {
    return null;
  }
}

const isFor = ({ data }: { data: { action: string; network: string } }, use: CaptchaUse): boolean =>
  data.action === use.action && data.network === use.network;
