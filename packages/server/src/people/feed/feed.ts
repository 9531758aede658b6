import { Readable } from "node:stream";

import type { Entry, Lending, Position } from "../../tenancy/revocation/index.ts";
import { Problem } from "../../kernel/problem.ts";
import type { GuardScope } from "../../platform/http/index.ts";
import { beatOf, eventOf, positionOf, resetOf } from "./event-stream.ts";

/** Whose revocations a stream brings. */
type Followed = Pick<GuardScope, "accountId">;

/** The stream of revocations to whoever follows it from outside. */
export interface Feed {
  /**
   * What the scope may see, from `lastEventId` on.
   * @throws Problem(`service.busy`), Problem(`service.unavailable`)
   */
  follow(scope: Followed, lastEventId: string | null): Readable;
  readonly followers: number;
  /** Ends every stream, and takes no more. */
  close(): void;
}

interface Follower {
  readonly scope: Followed;
  readonly stream: Readable;
}

const mostFollowers = 5000;
/** The token of one account that was stolen uses up no more than this. */
const mostFollowersOfAccount = 250;
/**
 * Whoever does not read for so long that this is waiting is cut off, and may come again. Two rounds full of revocations
 * may come at once; the bytes of an event are there once, however many wait for it.
 */
const mostWaitingBytes = 512 * 1024;
/** More than this was missed: starting over is cheaper than reading it all. */
const mostMissed = 1000;
const beatsPerLease = 4;

/** One listener and one timer for all followers; what is sent is written down once and given to each. */
export function createFeed(lending: Lending): Feed {
  const followers = new Set<Follower>();
  let closed = false;

  const unlisten = lending.listen((entries) => {
    for (const entry of entries) {
      const event = Buffer.from(eventOf(entry));
      for (const follower of followers) if (sees(follower.scope, entry)) send(follower, event);
    }
  });
  const beating = setInterval(() => {
    const { position } = lending;
    if (position === null) return;
    const beat = Buffer.from(beatOf(position));
    for (const follower of followers) send(follower, beat);
  }, lending.leaseMs / beatsPerLease);
  beating.unref();

  return {
    follow(scope, lastEventId) {
      const { position } = lending;
      if (closed || position === null) throw new Problem("service.unavailable", { retryAfter: 1 });
      if (isFull(followers, scope)) throw new Problem("service.busy", { retryAfter: 1 });
      const follower: Follower = { scope, stream: new Readable({ read() {}, highWaterMark: mostWaitingBytes }) };
      follower.stream.push(opening(lending, scope, position, lastEventId));
      followers.add(follower);
      follower.stream.on("close", () => followers.delete(follower));
      return follower.stream;
    },
    get followers() {
      return followers.size;
    },
    close() {
      closed = true;
      clearInterval(beating);
      unlisten();
      for (const { stream } of followers) stream.push(null);
    },
  };
}

function isFull(followers: ReadonlySet<Follower>, { accountId }: Followed): boolean {
  if (followers.size >= mostFollowers) return true;
  if (accountId === null) return false;
  let ofAccount = 0;
  for (const { scope } of followers) if (scope.accountId === accountId) ofAccount += 1;
  return ofAccount >= mostFollowersOfAccount;
}

/** What was missed since the stream was left off, or word that this cannot be told any more. */
function opening(lending: Lending, scope: Followed, position: Position, lastEventId: string | null): string {
  if (lastEventId === null) return beatOf(position);
  const left = positionOf(lastEventId);
  const missed = left === null ? null : lending.since(left);
  if (missed === null || missed.length > mostMissed) return resetOf(position);
  const events = missed.filter((entry) => sees(scope, entry)).map(eventOf);
  return events.join("") + beatOf(position);
}

const sees = ({ accountId }: Followed, entry: Entry): boolean => accountId === null || accountId === entry.accountId;

function send({ stream }: Follower, event: Buffer): void {
  if (stream.readableLength > mostWaitingBytes) stream.destroy();
  else stream.push(event);
}
