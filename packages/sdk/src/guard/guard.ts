import type { GuardedSession, Right } from "@holdfast/contract";

import { fingerprint } from "#primitives";
import { type Claims, readAccessToken } from "./access-token.ts";
import { GuardProblem, recentProofMs } from "./guard-problem.ts";
import { createKeySet, type KeySet } from "./key-set.ts";
import { RecentRevocations } from "./recent.ts";
import { Rounds, type Trouble } from "./rounds.ts";
import { reachServer } from "./server.ts";
import { SessionQuestions } from "./session-questions.ts";
import { type Clocks, systemClocks, Trust } from "./trust.ts";

/** Who sent a request, and what they may do. */
export interface Identity {
  readonly account: string;
  readonly user: string;
  readonly session: string;
  readonly role: string;
  readonly rights: ReadonlySet<Right>;
  /** When they last proved who they are, and when by a second factor; milliseconds since the epoch. */
  readonly provedAt: number;
  readonly factorProvedAt: number | null;
}

/** What a request needs beyond a live session. */
export interface Needs {
  readonly right?: Right;
  /** A proof of identity within the last ten minutes; `factor`: by a second factor. */
  readonly proof?: "recent" | "factor";
}

export interface GuardOptions {
  /** Where Holdfast is, such as `https://holdfast.example.com`. */
  readonly baseUrl: string | URL;
  /** A guard's token: `holdfast guards token`. */
  readonly credential: string | (() => string);
  /** The public address of Holdfast, which its tokens name, where it is not `baseUrl`. */
  readonly issuer?: string;
  /** Trust memory for no longer than this after a proof of freshness; the server's own lease is the limit anyway. */
  readonly leaseMs?: number;
  /** How many tokens are remembered, about 500 bytes each. */
  readonly rememberAtMost?: number;
  readonly onTrouble?: (trouble: Trouble) => void;
  readonly fetch?: typeof globalThis.fetch;
  readonly clocks?: Clocks;
}

export interface Guard {
  /** Who a token is of, from memory; null when it has to be looked up. Costs no promise. */
  known(token: string): Identity | null;
  /** @throws GuardProblem(`session.expired`), (`factor.enrolment_required`), (`service.unavailable`) */
  verify(token: string): Promise<Identity>;
  /** @throws GuardProblem(`right.missing`), (`auth.recent_required`), (`auth.factor_required`) */
  assert(identity: Identity, needs: Needs): void;
  /** Whether memory may be believed at this moment. */
  fresh(): boolean;
  /** Trusts nothing any more, and lets the process end. */
  close(): void;
}

/** A token that was verified. */
interface Remembered {
  readonly claims: Claims;
  readonly identity: Identity;
  /** Of token or session, whichever comes first; or when a second factor is owed. */
  readonly until: number;
  applied: number;
}

interface Guarding {
  readonly trust: Trust;
  readonly recent: RecentRevocations;
  readonly memory: Map<string, Remembered>;
  readonly rememberAtMost: number;
  readonly keys: KeySet;
  readonly questions: SessionQuestions;
  readonly issuer: string;
  readonly rounds: Rounds;
}

const longestLeaseMs = 60_000;

/**
 * Verifies sessions in this process's own memory, under the rule of Holdfast's own servers: memory is believed only while
 * a server has vouched for it; else the server is asked; else the request is refused.
 * @example
 * const guard = createGuard({ baseUrl: "https://holdfast.example.com", credential: process.env.HOLDFAST_GUARD_TOKEN });
 * const { account, user, rights } = await guard.verify(token);
 */
export function createGuard(options: GuardOptions): Guard {
  const url = new URL(options.baseUrl);
  assertPrivate(url);
  const server = reachServer({
    baseUrl: url.href,
    credential: options.credential,
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
  });
  const trust = new Trust(options.clocks ?? systemClocks);
  const recent = new RecentRevocations();
  const memory = new Map<string, Remembered>();
  const leaseMs = options.leaseMs ?? longestLeaseMs;
  const onTrouble = options.onTrouble ?? (() => {});
  const rounds = new Rounds({ server, trust, recent, leaseMs, onReset: () => memory.clear(), onTrouble });
  const guarding: Guarding = {
    trust,
    recent,
    memory,
    rounds,
    rememberAtMost: options.rememberAtMost ?? 100_000,
    keys: createKeySet(() => server.readKeys()),
    questions: new SessionQuestions(server),
    issuer: options.issuer ?? url.origin,
  };
  return {
    known: (token) => recall(guarding, token),
    verify: async (token) => recall(guarding, token) ?? lookUp(guarding, token),
    assert: (identity, needs) => assertNeeds(identity, needs, trust.now()),
    fresh: () => trust.fresh(),
    close: () => rounds.close(),
  };
}

/** Whoever reads the wire has the guard's token; whoever writes on it decides who is let in. */
function assertPrivate({ protocol, hostname }: URL): void {
  const isHere = hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
  if (protocol !== "https:" && !(protocol === "http:" && isHere)) throw new TypeError("baseUrl must be https://");
}

function recall({ trust, recent, memory }: Guarding, token: string): Identity | null {
  if (!trust.fresh()) return null;
  const key = fingerprint(token);
  const known = memory.get(key);
  if (known === undefined) return null;
  if (known.applied !== recent.applied) {
    if (recent.touchedSince(known.applied, known.claims)) {
      memory.delete(key);
      return null;
    }
    known.applied = recent.applied;
  }
  if (trust.now() < known.until) return known.identity;
  memory.delete(key);
  return null;
}

const attempts = 3;

async function lookUp(guarding: Guarding, token: string): Promise<Identity> {
  const { trust, recent, questions, rounds } = guarding;
  const claims = await claimsOf(guarding, token);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const { applied } = recent;
    const asked = trust.instant();
    const session = await questions.ask(claims);
    if (session === null) throw new GuardProblem("session.expired");
    // Revoked while it was read, or an answer so late that it may be of another time: asked again.
    if (recent.touchedSince(applied, claims) || trust.elapsed(asked) > rounds.leaseMs) continue;
    return admit(guarding, token, { claims, session, applied });
  }
  throw new GuardProblem("service.unavailable");
}

/** A signature stays what it is, whatever became of the session: it is checked once in a token's life. */
async function claimsOf({ memory, keys, issuer, trust }: Guarding, token: string): Promise<Claims> {
  const known = memory.get(fingerprint(token))?.claims;
  if (known !== undefined && trust.now() < known.endsAt) return known;
  const claims = await readAccessToken(keys, issuer, token, () => trust.now());
  if (claims === null) throw new GuardProblem("session.expired");
  return claims;
}

interface Read {
  readonly claims: Claims;
  readonly session: GuardedSession;
  readonly applied: number;
}

function admit(
  { memory, trust, rememberAtMost }: Guarding,
  token: string,
  { claims, session, applied }: Read,
): Identity {
  const dueAt = session.factorDueAt === null ? Infinity : Date.parse(session.factorDueAt);
  if (trust.now() >= dueAt) throw new GuardProblem("factor.enrolment_required");
  const identity = identityOf(session);
  const until = Math.min(claims.endsAt, Date.parse(session.endsAt), dueAt);
  memory.set(fingerprint(token), { claims, identity, until, applied });
  for (const oldest of memory.keys()) {
    if (memory.size <= rememberAtMost) break;
    memory.delete(oldest);
  }
  return identity;
}

const identityOf = ({ account, user, session, role, rights, provedAt, factorProvedAt }: GuardedSession): Identity => ({
  account,
  user,
  session,
  role,
  rights: new Set(rights),
  provedAt: Date.parse(provedAt),
  factorProvedAt: factorProvedAt === null ? null : Date.parse(factorProvedAt),
});

function assertNeeds({ rights, provedAt, factorProvedAt }: Identity, { right, proof }: Needs, now: number): void {
  if (right !== undefined && !rights.has(right)) throw new GuardProblem("right.missing");
  if (proof === "factor" && (factorProvedAt === null || now - factorProvedAt > recentProofMs)) {
    throw new GuardProblem("auth.factor_required");
  }
  if (proof === "recent" && now - provedAt > recentProofMs) throw new GuardProblem("auth.recent_required");
}
