import type { GuardedKey, GuardedSession, Right, TrustRenewal, Unread } from "@holdfast/contract";

import { bearer } from "../bearer.ts";
import { rightsOf } from "./rights.ts";

export interface Place {
  readonly seq: number;
  readonly mark: string | null;
}

export interface SessionName {
  readonly account: string;
  readonly user: string;
  readonly session: string;
}

/** An API key as a request brought it. */
export interface KeyInHand {
  readonly secret: string;
  readonly address: string | null;
}

/** What a server says, with the rights in place of where they stand in its answer. */
export type Entitled<A> = Omit<A, "rights"> & { readonly rights: ReadonlySet<Right> };
type Answers<A> = readonly (Entitled<A> | Unread | null)[];

/** The servers' public keys (RFC 7517). */
export interface Jwks {
  readonly keys: readonly { readonly kid: string; readonly x: string; readonly crv: string }[];
}

/** The few questions that a guard has for a server. Each ends in time. */
export interface Server {
  renew(guard: string, position: Place | null, timeoutMs: number): Promise<TrustRenewal>;
  /** Says that nobody has to wait for this memory any more. */
  leave(guard: string): Promise<unknown>;
  readSessions(sessions: readonly SessionName[]): Promise<Answers<GuardedSession>>;
  readKeys(keys: readonly KeyInHand[]): Promise<Answers<GuardedKey>>;
  readJwks(): Promise<Jwks>;
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
    authorization: bearer(typeof credential === "string" ? credential : credential()),
    "content-type": "application/json",
  });

  async function ask<T>(path: string, init: RequestInit): Promise<T> {
    const answer = await fetch(root + path, { redirect: "error", ...init });
    if (!answer.ok) throw await refusalOf(path, answer);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the contract says of the route: the server serialises every answer through the same schema
    return (await answer.json()) as T;
  }

  /** Async, so that a credential that cannot be sent fails its question and nothing beside it. */
  const post = async <T>(path: string, body: object, timeoutMs: number): Promise<T> =>
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
      const names = sessions.map(({ account, user, session }) => ({ account, user, session }));
      const body = { sessions: names };
      return entitled(await post<Items<GuardedSession>>("/v1/guarded-sessions", body, answerMs));
    },
    async readKeys(keys) {
      return entitled(await post<Items<GuardedKey>>("/v1/guarded-keys", { keys }, answerMs));
    },
    readJwks: () => ask("/.well-known/jwks.json", { signal: AbortSignal.timeout(answerMs) }),
    async follow(lastEventId, signal) {
      const left = lastEventId === null ? {} : { "last-event-id": lastEventId };
      const answer = await fetch(`${root}/v1/revocations`, {
        headers: { ...headers(), ...left },
        signal,
        redirect: "error",
      });
      if (!answer.ok || answer.body === null) throw await refusalOf("the stream of revocations", answer);
      return answer.body;
    },
  };
}

interface Items<A> {
  readonly rights: readonly (readonly Right[])[];
  readonly items: readonly (A | Unread | null)[];
}

function entitled<A extends { readonly rights: number }>({ rights, items }: Items<A>): Answers<A> {
  const sets = rights.map(rightsOf);
  return items.map((item) => {
    if (item === null || "problem" in item) return item;
    const set = sets[item.rights];
    if (set === undefined) throw new Error("an answer names rights that it does not bring");
    return { ...item, rights: set };
  });
}

/** A body that nobody reads would hold its connection. */
async function refusalOf(what: string, answer: Response): Promise<Error> {
  await answer.body?.cancel();
  return new Error(`${what} answered ${answer.status}`);
}
