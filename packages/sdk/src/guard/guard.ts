import type { GuardedKey, GuardedSession, Unread } from "@holdfast/contract";

import { fingerprint } from "#primitives";
import { privateUrl } from "../base-url.ts";
import { assertSendable } from "../bearer.ts";
import { numberOption } from "../number-option.ts";
import { readAccessToken } from "./access-token.ts";
import { Dead } from "./dead.ts";
import { GuardProblem } from "./guard-problem.ts";
import { assertNeeds, type Identity, type Needs, ofKey, ofSession } from "./identity.ts";
import { createKeySet, type KeySet } from "./key-set.ts";
import { Memory } from "./memory.ts";
import { Questions } from "./questions.ts";
import { RecentRevocations, type Subjects } from "./recent.ts";
import { Rounds } from "./rounds.ts";
import { type Entitled, type KeyInHand, reachServer, type SessionName } from "./server.ts";
import { type Trouble, Troubles } from "./troubles.ts";
import { type Clocks, systemClocks, Trust } from "./trust.ts";

export interface GuardOptions {
  /** Where Holdfast is, such as `https://holdfast.example.com`. */
  readonly baseUrl: string | URL;
  /** A guard's token: `holdfast guards token`. */
  readonly credential: string | (() => string);
  /** The public address of Holdfast, which its tokens name, where it is not `baseUrl`. */
  readonly issuer?: string;
  /**
   * Trust memory for no longer than this after a proof of freshness: from 100 ms on. The server's own lease is the limit
   * anyway.
   */
  readonly leaseMs?: number;
  /** How many tokens and keys are remembered, about 700 bytes each. */
  readonly rememberAtMost?: number;
  /** Told when something begins to go wrong, so that refusals have their reason in a log. */
  readonly onTrouble?: (trouble: Trouble) => void;
  readonly fetch?: typeof globalThis.fetch;
  readonly clocks?: Clocks;
}

/** How a token came. */
export interface Presented {
  /** Whether an API key will do in place of a session. Without it every key is refused. */
  readonly keys?: boolean | undefined;
  /** Where the request comes from: some keys work from certain addresses alone, and from none where this is not told. */
  readonly address?: string | null;
}

export interface Guard {
  /** Who a token is of, from memory; null when it has to be looked up. Costs no promise. */
  known(token: string, presented?: Presented): Identity | null;
  /**
   * @throws GuardProblem(`session.expired`), (`factor.enrolment_required`), (`service.unavailable`); for API keys
   * (`key.not_allowed`), (`key.invalid`), (`key.address_refused`)
   */
  verify(token: string, presented?: Presented): Promise<Identity>;
  /** @throws GuardProblem(`right.missing`), (`auth.recent_required`), (`auth.factor_required`), (`key.not_allowed`) */
  assert(identity: Identity, needs: Needs): void;
  /** Whether memory may be believed at this moment. */
  fresh(): boolean;
  /** Trusts nothing any more, and lets the process end. */
  close(): void;
}

interface Guarding {
  readonly trust: Trust;
  readonly recent: RecentRevocations;
  readonly memory: Memory;
  readonly dead: Dead;
  readonly keySet: KeySet;
  readonly sessions: Questions<SessionName, Entitled<GuardedSession>>;
  readonly keys: Questions<KeyInHand, Entitled<GuardedKey>>;
  readonly issuer: string;
  readonly rounds: Rounds;
  readonly troubles: Troubles;
}

const longestLeaseMs = 60_000;
/** What API keys begin with, and no other token. */
const keyPrefix = "hfk_";
/** A server refuses a question with anything longer in it, and with that the questions of others that go along. */
const longest = { key: 512, address: 64 } as const;

/**
 * Verifies sessions and API keys in this process's own memory, under the rule of Holdfast's own servers: memory is believed
 * only while a server has vouched for it; else the server is asked; else the request is refused.
 * @throws TypeError for an option that cannot be
 * @example
 * const guard = createGuard({ baseUrl: "https://holdfast.example.com", credential: process.env.HOLDFAST_GUARD_TOKEN });
 * const { account, user, rights } = await guard.verify(token);
 */
export function createGuard(options: GuardOptions): Guard {
  const url = privateUrl(options.baseUrl);
  assertSendable("credential", options.credential);
  const server = reachServer({
    baseUrl: url.href,
    credential: options.credential,
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
  });
  const trust = new Trust(options.clocks ?? systemClocks);
  const recent = new RecentRevocations();
  const memory = new Memory({
    trust,
    recent,
    atMost: numberOption("rememberAtMost", options.rememberAtMost, 100_000, 0),
  });
  const leaseMs = numberOption("leaseMs", options.leaseMs, longestLeaseMs, 100);
  const troubles = new Troubles(options.onTrouble ?? (() => {}));
  const guarding: Guarding = {
    trust,
    recent,
    memory,
    dead: new Dead(trust),
    rounds: new Rounds({ server, trust, recent, leaseMs, onReset: () => memory.clear(), troubles }),
    keySet: createKeySet(() => troubles.watch(server.readJwks())),
    sessions: new Questions((names) => troubles.watch(server.readSessions(names), unreadIn)),
    keys: new Questions((keys) => troubles.watch(server.readKeys(keys), unreadIn)),
    issuer: options.issuer ?? url.origin,
    troubles,
  };
  return {
    known: (token, presented) =>
      isKey(token) ? recallKey(guarding, token, presented) : memory.recall(fingerprint(token)),
    verify: async (token, presented) => {
      if (isKey(token)) return verifyKey(guarding, token, presented);
      const name = fingerprint(token);
      return memory.recall(name) ?? lookUpSession(guarding, token, name);
    },
    assert: (identity, needs) => assertNeeds(identity, needs, trust.now()),
    fresh: () => trust.fresh(),
    close: () => guarding.rounds.close(),
  };
}

/** Of some accounts the database may be away while others' answers. */
const unreadIn = (answers: readonly (object | Unread | null)[]): Error | null =>
  answers.some((answer) => answer !== null && "problem" in answer) ? new Error("some could not be read") : null;

const isKey = (token: string): boolean => token.startsWith(keyPrefix);

function recallKey({ memory }: Guarding, text: string, presented: Presented = {}): Identity | null {
  if (presented.keys !== true || !mayBeKey(text)) return null;
  return memory.recall(keyName(text, null)) ?? memory.recall(keyName(text, presented.address ?? null));
}

/** Nothing with a space is one; and that a bearer writes an address behind a key must not find it as if it came from there. */
const mayBeKey = (text: string): boolean => text.length <= longest.key && !text.includes(" ");

/** Under which a key is remembered: with the address, where it works from certain ones alone. */
const keyName = (text: string, address: string | null): string =>
  address === null ? fingerprint(text) : `${fingerprint(text)} ${address}`;

async function verifyKey(guarding: Guarding, text: string, presented: Presented = {}): Promise<Identity> {
  if (presented.keys !== true) throw new GuardProblem("key.not_allowed");
  return recallKey(guarding, text, presented) ?? lookUpKey(guarding, text, addressIn(presented));
}

/** Whoever writes a header that a product's proxy believes may write anything: what is no address is not told. */
const addressIn = ({ address = null }: Presented): string | null =>
  address !== null && address.length > longest.address ? null : address;

async function lookUpSession(guarding: Guarding, token: string, name: string): Promise<Identity> {
  const { memory, dead, sessions, trust, keySet, issuer } = guarding;
  if (dead.has(name)) throw new GuardProblem("session.expired");
  // A signature stays what it is, whatever became of the session: it is checked once in a token's life.
  const claims = memory.claimsOf(name) ?? (await readAccessToken(keySet, issuer, token, () => trust.now()));
  if (claims === null) throw new GuardProblem("session.expired");
  const reading = await askUntouched(guarding, () => sessions.ask(claims), subjectsOfSession);
  if (reading === null) {
    memory.forget(name);
    dead.add(name);
    throw new GuardProblem("session.expired");
  }
  const { answer, subjects, applied } = reading;
  const dueAt = answer.factorDueAt === null ? Infinity : Date.parse(answer.factorDueAt);
  if (trust.now() >= dueAt) throw new GuardProblem("factor.enrolment_required");
  const identity = ofSession(answer);
  const until = Math.min(claims.endsAt, Date.parse(answer.endsAt), dueAt, trust.now() + answer.rememberMs);
  memory.remember(name, { subjects, identity, until, claims, applied });
  return identity;
}

async function lookUpKey(guarding: Guarding, secret: string, address: string | null): Promise<Identity> {
  const { memory, dead, keys, trust } = guarding;
  const bare = keyName(secret, null);
  if (!mayBeKey(secret) || dead.has(bare)) throw new GuardProblem("key.invalid");
  const reading = await askUntouched(guarding, () => keys.ask({ secret, address }), subjectsOfKey);
  if (reading === null) {
    dead.add(bare);
    throw new GuardProblem("key.invalid");
  }
  const { answer, subjects, applied } = reading;
  if (!answer.allowed) throw new GuardProblem("key.address_refused");
  const identity = ofKey(answer);
  const until = Math.min(Date.parse(answer.endsAt), trust.now() + answer.rememberMs);
  const name = keyName(secret, answer.bound ? address : null);
  memory.remember(name, { subjects, identity, until, claims: null, applied });
  return identity;
}

const subjectsOfSession = ({ account, user, session }: Entitled<GuardedSession>): Subjects => ({
  account,
  user,
  credential: session,
});
const subjectsOfKey = ({ account, user, key }: Entitled<GuardedKey>): Subjects => ({ account, user, credential: key });

interface Reading<A> {
  readonly answer: A;
  readonly subjects: Subjects;
  readonly applied: number;
}

const attempts = 3;

/** An answer that nothing was revoked of while it was read, and that may be remembered; null for what is not live. */
async function askUntouched<A>(
  { recent, trust, rounds, troubles }: Guarding,
  ask: () => Promise<A | null>,
  subjectsOf: (answer: A) => Subjects,
): Promise<Reading<A> | null> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const { applied } = recent;
    const asked = trust.instant();
    const answer = await ask();
    if (answer === null) return null;
    const subjects = subjectsOf(answer);
    // Revoked while it was read, or an answer so late that it may be of another time: asked again.
    if (recent.touchedSince(applied, subjects) || trust.elapsed(asked) > rounds.leaseMs) continue;
    return { answer, subjects, applied };
  }
  const error = new Error(`no answer was in time and untouched by a revocation, of ${attempts}`);
  troubles.begin({ what: "question_failed", error });
  throw new GuardProblem("service.unavailable", { cause: error });
}
