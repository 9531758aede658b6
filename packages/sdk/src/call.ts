import type { RouteName, RouteTypes } from "@holdfast/contract";

/** A part of a request: absent when the route has none, optional when nothing in it is required. */
type Part<K extends string, V> = [V] extends [undefined]
  ? { readonly [key in K]?: never }
  : // oxlint-disable-next-line typescript/no-empty-object-type -- asks whether an empty object would do
    {} extends V
    ? { readonly [key in K]?: V }
    : { readonly [key in K]: V };

type Key<Idempotent> = Idempotent extends true
  ? {
      /**
       * Makes a repeated call answer as the first did. One per intention, such as a pressed button; left out, one is made
       * for each call and its retries.
       */
      readonly idempotencyKey?: string;
    }
  : { readonly idempotencyKey?: never };

/** What a call of a route takes. */
export type CallRequest<N extends RouteName> = Part<"params", RouteTypes[N]["params"]> &
  Part<"query", RouteTypes[N]["query"]> &
  Part<"body", RouteTypes[N]["body"]> &
  Key<RouteTypes[N]["idempotent"]> & {
    readonly signal?: AbortSignal;
    /** How long an attempt may take; the client's `timeoutMs` without it. */
    readonly timeoutMs?: number;
  };

/** What a call of a route answers: its JSON body, text, or bytes. */
export type Answer<N extends RouteName> = RouteTypes[N]["answer"];

/** @throws ApiProblem, or the signal's reason when it was aborted */
export type Call<N extends RouteName> =
  // oxlint-disable-next-line typescript/no-empty-object-type -- asks whether an empty object would do
  {} extends CallRequest<N>
    ? (request?: CallRequest<N>) => Promise<Answer<N>>
    : (request: CallRequest<N>) => Promise<Answer<N>>;

/** One function for each route of the contract, but those that only a guard or a proxy may call. */
export type Calls = {
  readonly [N in RouteName as RouteTypes[N]["who"] extends "guard" | "forwarded" ? never : N]: Call<N>;
};

type IsPaged<N extends RouteName> =
  Answer<N> extends { readonly items: readonly unknown[]; readonly nextCursor: string | null }
    ? RouteTypes[N]["query"] extends { cursor?: string }
      ? true
      : false
    : false;

/** The routes that answer a page and take the cursor of the next. */
export type PagedRoute = { [N in RouteName]: IsPaged<N> extends true ? N : never }[RouteName];

export type ItemOf<N extends PagedRoute> = Answer<N> extends { readonly items: readonly (infer Item)[] } ? Item : never;

export type Values = Readonly<Record<string, string | number | boolean | undefined>>;

/** A request as the machinery below sees it, whatever its route. */
export interface AnyRequest {
  readonly params?: Values | undefined;
  readonly query?: Values | undefined;
  readonly body?: unknown;
  readonly idempotencyKey?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
}
