import type { GuardedSession, TrustRenewal } from "@holdfast/contract";

import type { Jwks } from "./key-set.ts";

export interface Place {
  readonly seq: number;
  readonly mark: string | null;
}

export interface SessionName {
  readonly account: string;
  readonly user: string;
  readonly session: string;
}

/** The few questions that a guard has for a server. Each ends in time. */
export interface Server {
  renew(guard: string, position: Place | null, timeoutMs: number): Promise<TrustRenewal>;
  /** Says that nobody has to wait for this memory any more. */
  leave(guard: string): Promise<unknown>;
  readSessions(sessions: readonly SessionName[]): Promise<readonly (GuardedSession | null)[]>;
  readKeys(): Promise<Jwks>;
  follow(lastEventId: string | null, signal: AbortSignal): Promise<ReadableStream<Uint8Array>>;
}

export interface ServerOptions {
  readonly baseUrl: string;
  readonly credential: string | (() => string);
  readonly fetch: typeof globalThis.fetch;
}

const answerMs = 5000;

export function reachServer({ baseUrl, credential, fetch }: ServerOptions): Server {
  const root = baseUrl.replace(/\/+$/, "");
  const headers = (): Record<string, string> => ({
    authorization: `Bearer ${typeof credential === "string" ? credential : credential()}`,
    "content-type": "application/json",
  });

  async function ask<T>(path: string, init: RequestInit): Promise<T> {
    const answer = await fetch(root + path, { redirect: "error", ...init });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    // What the contract says of the route; the server serialises every answer through the same schema.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return (await answer.json()) as T;
  }

  const post = <T>(path: string, body: object, timeoutMs: number): Promise<T> =>
    ask(path, {
      method: "POST",
      headers: headers(),
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(Math.ceil(timeoutMs)),
    });

  return {
    renew: (guard, position, timeoutMs) => post("/v1/revocations/renewals", { guard, position }, timeoutMs),
    leave: (guard) => post("/v1/revocations/renewals", { guard, position: null, leaving: true }, answerMs),
    async readSessions(sessions) {
      const { items } = await post<{ items: (GuardedSession | null)[] }>(
        "/v1/guarded-sessions",
        { sessions },
        answerMs,
      );
      return items;
    },
    readKeys: () => ask("/.well-known/jwks.json", { signal: AbortSignal.timeout(answerMs) }),
    async follow(lastEventId, signal) {
      const left = lastEventId === null ? {} : { "last-event-id": lastEventId };
      const answer = await fetch(`${root}/v1/revocations`, {
        headers: { ...headers(), ...left },
        signal,
        redirect: "error",
      });
      if (!answer.ok || answer.body === null) throw new Error(`the stream of revocations answered ${answer.status}`);
      return answer.body;
    },
  };
}
