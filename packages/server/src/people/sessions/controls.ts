import { generateKeyPairSync, sign } from "node:crypto";

import { type Clock, minutes, seconds } from "../../kernel/clock.ts";
import { type Control, listed, type Measurement } from "../../kernel/control.ts";
import { newId } from "../../kernel/ids.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Authenticator } from "../../platform/http/index.ts";
import { type AccessClaims, mintAccessToken, readAccessToken, tokenKeys } from "./access-token.ts";
import { firstSecret, formatRefreshToken } from "./refresh-token.ts";
import type { TokenKeyring } from "./token-keyring.ts";

export interface TokenControlDeps {
  readonly authenticator: Authenticator;
  readonly keyring: TokenKeyring;
  readonly issuer: string;
  readonly regions: readonly string[];
  readonly clock: Clock;
}

/** Whether the running authenticator refuses what is not a live access token of ours. */
export const sessionControls = (deps: TokenControlDeps): Control[] => [
  {
    name: "sessions.tokens",
    title: "Tokens that are forged, expired, of another kind or without a session open nothing",
    claims: ["C-121", "C-124"],
    everyMs: minutes(5),
    timeoutMs: seconds(15),
    probe: () => probeTokens(deps),
  },
];

/** One that is in order but for its session, and others that differ from it in one thing each. */
interface Tokens {
  readonly sessionless: string;
  readonly flawed: Readonly<Record<string, string>>;
}

async function probeTokens(deps: TokenControlDeps): Promise<Measurement> {
  const made = await Promise.all(deps.regions.map((region) => makeTokens(deps, region)));
  // After every region has its key: the very first measurement is what makes them.
  const keys = tokenKeys(await deps.keyring.publicKeys());
  const isRead = (token: string): boolean => readAccessToken(keys, deps.issuer, token, deps.clock()) !== null;
  const accepted: string[] = [];
  for (const { sessionless, flawed } of made) {
    if (await isAccepted(deps.authenticator, sessionless)) accepted.push("without a session");
    for (const [flaw, token] of Object.entries(flawed)) {
      if (isRead(token) || (await isAccepted(deps.authenticator, token))) accepted.push(flaw);
    }
  }
  // The one that must be read: were it refused as a token, the refusal of the others would say nothing about them.
  const unread = made.filter(({ sessionless }) => !isRead(sessionless)).length;
  return {
    ok: made.length > 0 && accepted.length === 0 && unread === 0,
    evidence: {
      tokensTried: made.reduce((sum, { flawed }) => sum + 1 + Object.keys(flawed).length, 0),
      tokensAccepted: listed(accepted),
      ownTokensNotRead: unread,
    },
  };
}

async function makeTokens({ keyring, issuer, clock }: TokenControlDeps, region: string): Promise<Tokens> {
  const signer = await keyring.signerOf(region);
  const now = Math.floor(clock() / 1000);
  // Nobody's: no id was made in 1970.
  const accountId = newId("account", 0);
  const sessionId = newId("session", 0);
  const claims: AccessClaims = { accountId, sessionId, userId: newId("user", 0), issuedAt: now, expiresAt: now + 60 };
  const { privateKey } = generateKeyPairSync("ed25519");
  const forger = { kid: signer.kid, sign: (bytes: Uint8Array) => sign(null, bytes, privateKey) };
  return {
    sessionless: mintAccessToken(signer, issuer, claims),
    flawed: {
      "forged under our key's name": mintAccessToken(forger, issuer, claims),
      "forged under another name": mintAccessToken({ ...forger, kid: "forger" }, issuer, claims),
      unsigned: mintAccessToken({ ...forger, sign: () => Buffer.alloc(0) }, issuer, claims),
      expired: mintAccessToken(signer, issuer, { ...claims, issuedAt: now - 60, expiresAt: now - 1 }),
      "of another deployment": mintAccessToken(signer, "https://elsewhere.invalid", claims),
      "a refresh token": formatRefreshToken({ accountId, sessionId, secret: firstSecret() }),
    },
  };
}

/** @throws what is no refusal of the token, such as a database that does not answer. */
async function isAccepted(authenticator: Authenticator, token: string): Promise<boolean> {
  if (authenticator.known(token) !== null) return true;
  try {
    await authenticator.verify(token);
    return true;
  } catch (error) {
    if (error instanceof Problem && error.code === "session.expired") return false;
    throw error;
  }
}
