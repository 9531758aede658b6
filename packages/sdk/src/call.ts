import type { AnswerOf, BodyOf, ParamsOf, QueryOf, RouteName, RouteSpec, routes } from "@holdfast/contract";

/** A part of a request: absent when the route has none, optional when nothing in it is required. */
type Part<K extends string, V> = [V] extends [undefined]
  ? { readonly [key in K]?: never }
  : // oxlint-disable-next-line typescript/no-empty-object-type -- asks whether an empty object would do
    {} extends V
    ? { readonly [key in K]?: V }
    : { readonly [key in K]: V };

type Key<R> = R extends { readonly idempotent: true }
  ? {
      /** Makes a repeated call answer as the first did. One per intention, such as a pressed button. */ readonly idempotencyKey?: string;
    }
  : { readonly idempotencyKey?: never };

/** What a call of route `R` takes. */
export type CallRequest<R extends RouteSpec> = Part<"params", ParamsOf<R>> &
  Part<"query", QueryOf<R>> &
  Part<"body", BodyOf<R>> &
  Key<R> & { readonly signal?: AbortSignal };

type MediaType<R extends RouteSpec> = Extract<R["response"][keyof R["response"]], string>;

/** What a call of route `R` answers: its JSON body, text, or bytes. */
export type Answer<R extends RouteSpec> = [MediaType<R>] extends [never]
  ? AnswerOf<R>
  : MediaType<R> extends `text/${string}`
    ? string
    : Uint8Array;

/** @throws ApiProblem, or the signal's reason when it was aborted */
export type Call<R extends RouteSpec> =
  // oxlint-disable-next-line typescript/no-empty-object-type -- asks whether an empty object would do
  {} extends CallRequest<R>
    ? (request?: CallRequest<R>) => Promise<Answer<R>>
    : (request: CallRequest<R>) => Promise<Answer<R>>;

/** One function for each route of the contract, but those that only a guard or a proxy may call. */
export type Calls = {
  readonly [N in RouteName as (typeof routes)[N]["who"] extends "guard" | "forwarded" ? never : N]: Call<
    (typeof routes)[N]
  >;
};

type IsPaged<R extends RouteSpec> =
  Answer<R> extends { readonly items: readonly unknown[]; readonly nextCursor: string | null }
    ? QueryOf<R> extends { cursor?: string }
      ? true
      : false
    : false;

/** The routes that answer a page and take the cursor of the next. */
export type PagedRoute = { [N in RouteName]: IsPaged<(typeof routes)[N]> extends true ? N : never }[RouteName];

export type ItemOf<N extends PagedRoute> =
  Answer<(typeof routes)[N]> extends { readonly items: readonly (infer Item)[] } ? Item : never;

export type Values = Readonly<Record<string, string | number | boolean | undefined>>;

/** A request as the machinery below sees it, whatever its route. */
export interface AnyRequest {
  readonly params?: Values | undefined;
  readonly query?: Values | undefined;
  readonly body?: unknown;
  readonly idempotencyKey?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}
