import type { AccountId, RateClass } from "@holdfast/contract";

import type { Log } from "../../kernel/log.ts";
import type { Secret } from "../../kernel/secret.ts";
import type { TrustedProxies } from "./address.ts";
import type { AnyCaller, Caller, GuardScope, KeyInUse, RequestFacts } from "./call.ts";

/**
 * Verifies access tokens and API keys. `known` answers from memory, without a promise, or null when the token must be
 * looked up.
 */
export interface Authenticator<C extends AnyCaller = AnyCaller> {
  known(token: string): C | null;
  /** @throws Problem(`session.expired`), Problem(`key.invalid`), Problem(`service.unavailable`) */
  verify(token: string): Promise<C>;
}

export interface RateFacts {
  readonly name: string;
  readonly limit: number;
  readonly remaining: number;
  readonly resetSeconds: number;
  readonly windowSeconds: number;
}

export interface RateSubjects {
  readonly address: string | null;
  readonly accountId: string | null;
  readonly key: Pick<KeyInUse, "id" | "requestsPerMinute"> | null;
}

/** What a route costs, before any work is done for it. */
export interface RequestLimiter {
  /**
   * Counts against the address, the account and the key, as many of them as there are. Facts at once when this process
   * may decide alone, else a promise.
   * @throws Problem(`rate.limited`), Problem(`service.unavailable`)
   */
  take(rate: RateClass, request: RateSubjects): RateFacts | Promise<RateFacts>;
}

/** Keeps what became of creating calls, so that a repetition gets the first one's answer. */
export interface IdempotencyStore {
  /**
   * Reserves the key for this call, or tells what the first call with it came to.
   * @throws Problem(`request.conflict`), Problem(`request.in_progress`), Problem(`request.outcome_unknown`)
   */
  begin(request: {
    readonly key: string;
    readonly caller: string;
    readonly route: string;
    readonly body: unknown;
    /** Whose answer it is, so that it goes when the account is erased; null for callers that are nobody yet. */
    readonly accountId: AccountId | null;
  }): Promise<StoredAnswer | IdempotencyClaim>;
}

export interface StoredAnswer {
  readonly body: unknown;
}

/** A key that is this call's own. The call ends with one of these; when none succeeds, the outcome counts as unknown. */
export interface IdempotencyClaim {
  /** It took effect: from now on the key gives this answer. */
  answered(body: unknown): Promise<void>;
  /** It was refused and nothing happened: the key is free again. */
  refused(): Promise<void>;
  /** It may have taken effect: it is never run again under this key. */
  uncertain(): Promise<void>;
}

/** Verifies the token of a guard. */
export interface GuardAuthenticator {
  /** Whose sessions it may follow; null for a token that is none. */
  verify(token: string): GuardScope | null;
}

export interface HttpOptions {
  /** Left out where no guard is let in. */
  readonly guards?: GuardAuthenticator;
  readonly log: Log;
  readonly authenticator: Authenticator;
  readonly limiter: RequestLimiter;
  readonly idempotency: IdempotencyStore;
  /** Origins under which browsers reach us, such as `https://id.example.com`. */
  readonly ownOrigins: ReadonlySet<string>;
  readonly trustedProxies: TrustedProxies;
  readonly tls: { readonly certificate: string; readonly privateKey: Secret<string> } | null;
  /** Told of every finished request, for metrics. `route` is the pattern, never the path. */
  readonly observe: (facts: { method: string; route: string; status: number; milliseconds: number }) => void;
  readonly clock: () => number;
  /** Writes down what somebody of the operator is about to read. What is not written is not answered. */
  readonly recordSupport: (caller: Caller, act: { routeId: string; request: RequestFacts }) => Promise<void>;
  /** How long a request may take to answer; see `answerMs`. */
  readonly answerMs?: number;
}
