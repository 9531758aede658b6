import type { Clock } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Authenticator, Caller } from "../../platform/http/index.ts";
import { type DirectoryDeps, findHome } from "../../tenancy/directory/index.ts";
import { readUntouched, type RevocationView } from "../../tenancy/revocation/index.ts";
import { findRights, sharedRoleName } from "../roles/index.ts";
import { readAccessToken } from "./access-token.ts";
import {
  epochSeconds,
  recall,
  recallClaims,
  remember,
  seeElsewhere,
  type SessionMemory,
  type SignedClaims,
} from "./session-memory.ts";
import { SessionReads } from "./session-reads.ts";
import { stateOf } from "./session.ts";
import type { VerifiedRow } from "./store.ts";
import type { TokenKeyring } from "./token-keyring.ts";

export interface AuthenticatorDeps {
  readonly directory: DirectoryDeps;
  readonly memory: SessionMemory;
  readonly revocations: RevocationView;
  readonly keyring: TokenKeyring;
  readonly issuer: string;
  readonly leaseMs: number;
  readonly clock: Clock;
}

/**
 * Verifies access tokens: from memory while the revocation log vouches for it, else by signature and by the session's
 * row. A token whose session is not live, or cannot be read, opens nothing.
 */
export function createAuthenticator(deps: AuthenticatorDeps): Authenticator<Caller> {
  const verifying = { ...deps, reads: new SessionReads() };
  return {
    known: (token) => recall(deps.memory, deps.revocations, token, deps.clock()),
    verify: (token) => verifyToken(verifying, token),
  };
}

/** A session as its row stands at this moment, and who it makes of its bearer. */
export interface LiveSession {
  readonly caller: Caller;
  readonly expiresAt: number;
}

/**
 * Reads live sessions for whoever has checked the signatures of their tokens; null for one that is not live. Who asks has
 * a request in hand, so the session counts as used.
 */
export function createSessionReader(deps: AuthenticatorDeps) {
  const verifying = { ...deps, reads: new SessionReads() };
  return async (claims: SessionClaims): Promise<LiveSession | null> => {
    const reading = await readUntouched(deps.revocations, {
      read: () => readSession(verifying, claims, deps.clock()),
      subjectsOf: ({ caller }) => caller,
      leaseMs: deps.leaseMs,
    }).catch(nothingLive);
    if (reading === null) return null;
    const { caller, session } = reading.value;
    seeElsewhere(deps.memory, caller, deps.clock());
    return { caller, expiresAt: session.expiresAt };
  };
}

function nothingLive(error: unknown): null {
  if (error instanceof Problem && error.code === "session.expired") return null;
  throw error;
}

type SessionClaims = Pick<SignedClaims, "accountId" | "userId" | "sessionId">;

interface Verifying extends AuthenticatorDeps {
  readonly reads: SessionReads;
}

async function verifyToken(deps: Verifying, token: string): Promise<Caller> {
  const now = deps.clock();
  const claims = recallClaims(deps.memory, token, now) ?? (await checkSignature(deps, token, now));
  const mayRemember = deps.revocations.fresh();
  const reading = await readUntouched(deps.revocations, {
    read: () => readSession(deps, claims, now),
    subjectsOf: ({ caller }) => caller,
    leaseMs: deps.leaseMs,
  });
  if (reading === null) throw new Problem("session.expired");
  const { caller, session } = reading.value;
  if (mayRemember) {
    remember(deps.memory, token, {
      caller,
      tokenEnd: claims.expiresAt,
      sessionEnd: epochSeconds(session.expiresAt),
      idleSeconds: Math.floor(session.idleMs / 1000),
      lastSeen: epochSeconds(now),
      dirty: true,
      seq: reading.applied,
    });
  }
  return caller;
}

async function checkSignature(deps: AuthenticatorDeps, token: string, now: number): Promise<SignedClaims> {
  const claims = readAccessToken(await deps.keyring.keysFor(token), deps.issuer, token, now);
  if (claims === null) throw new Problem("session.expired");
  return claims;
}

async function readSession(
  deps: Verifying,
  claims: SessionClaims,
  now: number,
): Promise<{ caller: Caller; session: VerifiedRow } | null> {
  const home = await findHome(deps.directory, claims.accountId).catch(unknownAccount);
  if (home.state !== "active") return null;
  const cell = deps.directory.cluster.cell(home.region, home.database);
  const session = await deps.reads.read(cell, claims);
  // One code for every dead state: telling "revoked" from "expired" would tell a thief that they were noticed.
  if (
    session === null ||
    session.userId !== claims.userId ||
    stateOf({ ...session, revokedAt: null }, now) !== "live"
  ) {
    return null;
  }
  const caller: Caller = {
    accountId: home.accountId,
    userId: claims.userId,
    sessionId: claims.sessionId,
    role: sharedRoleName(session.role),
    rights: findRights(session.role, session.rights),
    provedAt: session.provedAt,
    factorProvedAt: session.factorProvedAt,
    factorDueAt: session.factorDueAt,
    support: null,
  };
  return { caller, session };
}

function unknownAccount(error: unknown): never {
  if (error instanceof Problem && error.code === "account.not_found") throw new Problem("session.expired");
  throw error;
}
