import { type GuardedKey, type GuardedSession, routes, type TrustRenewal, type Unread } from "@holdfast/contract";

import { type Clock, seconds } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/problem.ts";
import { bind, type RouteBinding } from "../../platform/http/index.ts";
import { type Loan, type RevocationNode, TooLate, within } from "../../tenancy/revocation/index.ts";
import { type KnownKey, worksFrom } from "../api-keys/index.ts";
import type { createSessionReader, LiveSession } from "../sessions/index.ts";
import { entryView } from "./event-stream.ts";
import type { Feed } from "./feed.ts";
import { RightLists } from "./right-lists.ts";

export interface FeedDeps {
  readonly feed: Feed;
  readonly revocationNode: Pick<RevocationNode, "lending">;
  readonly readLiveSession: ReturnType<typeof createSessionReader>;
  readonly readLiveKey: (text: string) => Promise<KnownKey | null>;
  readonly clock: Clock;
}

/**
 * How long a guard believes an answer without asking again. With what passes until it stands in the row it is less than
 * the minute by which an idle end may be late.
 */
const rememberMs = seconds(30);

/** The rest is for the way to the guard. */
const shareOfLease = 3 / 4;

export const feedRoutes = (deps: FeedDeps): RouteBinding[] => [
  bind(routes.followRevocations, async ({ guard, lastEventId }) => deps.feed.follow(guard, lastEventId)),
  bind(routes.renewTrust, async ({ guard, body }) => {
    const { lending } = deps.revocationNode;
    // Two scopes never share a loan, whatever id a guard gives itself.
    const borrower = { id: `${guard.accountId ?? "all"} ${body.guard}`, accountId: guard.accountId };
    const loan = body.leaving === true ? lending.end(borrower.id) : lending.lend(borrower, body.position);
    if (loan === null) throw new Problem("service.unavailable", { retryAfter: 1 });
    return renewalView(loan, lending.leaseMs, deps.clock());
  }),
  bind(routes.readGuardedSessions, async ({ guard, body }) => {
    const { leaseMs } = deps.revocationNode.lending;
    const rights = new RightLists();
    const items = body.sessions.map(async ({ account, user, session }) => {
      if (guard.accountId !== null && guard.accountId !== account) return null;
      const live = await deps.readLiveSession({ accountId: account, userId: user, sessionId: session });
      return live === null ? null : sessionView(live, rights);
    });
    return { items: await Promise.all(items.map((item) => orUnread(item, leaseMs))), rights: rights.lists };
  }),
  bind(routes.readGuardedKeys, async ({ guard, body }) => {
    const { leaseMs } = deps.revocationNode.lending;
    const rights = new RightLists();
    const items = body.keys.map(async ({ secret, address }) => {
      const key = await deps.readLiveKey(secret);
      if (key === null || (guard.accountId !== null && guard.accountId !== key.caller.accountId)) return null;
      return keyView(key, address, rights);
    });
    return { items: await Promise.all(items.map((item) => orUnread(item, leaseMs))), rights: rights.lists };
  }),
];

/**
 * Accounts live in different databases: one that is away takes nobody of the others with it. Nor does one that is silent:
 * a guard believes no answer that comes later than a lease after its question.
 */
const orUnread = <V>(reading: Promise<V>, leaseMs: number): Promise<V | Unread> =>
  within(leaseMs * shareOfLease, reading).catch((error: unknown) => {
    const isAway = error instanceof TooLate || (error instanceof Problem && error.code === "service.unavailable");
    if (isAway) return { problem: "service.unavailable" };
    throw error;
  });

const renewalView = ({ position, entries, reset, trustMs }: Loan, leaseMs: number, now: number): TrustRenewal => ({
  position: { seq: position.seq, mark: position.mark },
  entries: entries.map(entryView),
  reset,
  trustMs,
  leaseMs,
  now: timeOf(now),
});

const sessionView = ({ caller, expiresAt }: LiveSession, rights: RightLists): GuardedSession => ({
  account: caller.accountId,
  user: caller.userId,
  session: caller.sessionId,
  role: caller.role,
  rights: rights.placeOf(caller.rights),
  provedAt: timeOf(caller.provedAt),
  factorProvedAt: caller.factorProvedAt === null ? null : timeOf(caller.factorProvedAt),
  factorDueAt: caller.factorDueAt === null ? null : timeOf(caller.factorDueAt),
  endsAt: timeOf(expiresAt),
  rememberMs,
});

function keyView(key: KnownKey, address: string | null, rights: RightLists): GuardedKey {
  const { caller, id, isBound, expiresAt } = key;
  return {
    account: caller.accountId,
    user: caller.userId,
    key: id,
    role: caller.role,
    rights: rights.placeOf(caller.rights),
    allowed: worksFrom(key, address),
    bound: isBound,
    endsAt: timeOf(expiresAt),
    rememberMs,
  };
}

const timeOf = (ms: number): string => new Date(ms).toISOString();
