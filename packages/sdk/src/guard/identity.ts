import type { GuardedKey, GuardedSession, Right } from "@holdfast/contract";

import { GuardProblem, recentProofMs } from "./guard-problem.ts";
import type { Entitled } from "./server.ts";

/** Who sent a request, and what they may do. */
export interface Identity {
  readonly account: string;
  /** The user; of an API key, its creator. */
  readonly user: string;
  /** Null for an API key. */
  readonly session: string | null;
  /** The API key's id; null for a session. */
  readonly key: string | null;
  readonly role: string;
  readonly rights: ReadonlySet<Right>;
  /** When they last proved who they are, and when by a second factor; milliseconds since the epoch. A key proves nothing. */
  readonly provedAt: number | null;
  readonly factorProvedAt: number | null;
}

/** What a request needs beyond a live session. */
export interface Needs {
  readonly right?: Right;
  /** A proof of identity within the last ten minutes; `factor`: by a second factor. */
  readonly proof?: "recent" | "factor";
  /** Whether an API key will do in place of a session. */
  readonly keys?: boolean;
}

export const ofSession = ({ account, user, session, role, rights, ...proofs }: Entitled<GuardedSession>): Identity => ({
  account,
  user,
  session,
  key: null,
  role,
  rights,
  provedAt: Date.parse(proofs.provedAt),
  factorProvedAt: proofs.factorProvedAt === null ? null : Date.parse(proofs.factorProvedAt),
});

export const ofKey = ({ account, user, key, role, rights }: Entitled<GuardedKey>): Identity => ({
  account,
  user,
  session: null,
  key,
  role,
  rights,
  provedAt: null,
  factorProvedAt: null,
});

/** @throws GuardProblem(`right.missing`), (`auth.recent_required`), (`auth.factor_required`), (`key.not_allowed`) */
export function assertNeeds(identity: Identity, { right, proof }: Needs, now: number): void {
  const { key, rights, provedAt, factorProvedAt } = identity;
  if (right !== undefined && !rights.has(right)) throw new GuardProblem("right.missing");
  if (proof === undefined) return;
  if (key !== null) throw new GuardProblem("key.not_allowed");
  if (proof === "factor" && !isRecent(factorProvedAt, now)) throw new GuardProblem("auth.factor_required");
  if (proof === "recent" && !isRecent(provedAt, now)) throw new GuardProblem("auth.recent_required");
}

const isRecent = (provedAt: number | null, now: number): boolean =>
  provedAt !== null && now - provedAt <= recentProofMs;
