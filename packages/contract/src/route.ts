import type { Static, TSchema } from "typebox";

import type { ProblemCode } from "./problems.ts";
import type { Right } from "./rights.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/**
 * Who may call a route. `public` needs nothing; `user` a live session; `recent` a session whose last proof of identity
 * is younger than ten minutes (step-up). `guard` is a program that verifies sessions in its own memory. `forwarded` is
 * whoever sent the request that a proxy asks about.
 */
export type Caller = "public" | "user" | "recent" | "guard" | "forwarded";

/**
 * Which rate limit a route counts against; `auth` is the strict one (password guesses, mails, sign-up), `guard` the wide
 * one of programs that ask several times in a second, `record` that of products which write events in batches.
 */
export type RateClass = "auth" | "write" | "read" | "guard" | "record";

/** What more a route may ask of a proof: `factor`, that a second factor was proved within the same ten minutes. */
export type Strength = "factor";

export interface RouteSpec {
  /** Permanent operation id, `noun.verb`. */
  readonly id: string;
  readonly method: Method;
  /** OpenAPI path: `/v1/sessions/{id}`. */
  readonly path: string;
  readonly who: Caller;
  /** Right needed in the caller's account; `null` for what every caller may do with what is theirs. */
  readonly right: Right | null;
  readonly rate: RateClass;
  /**
   * Whether an API key may call it whose scopes have the right. Nothing that concerns factors, passwords, policy, keys,
   * sessions or the security of people is open to keys; a test holds every route to that.
   */
  readonly keys?: true;
  readonly strength?: Strength;
  /** Whether its body may come as a form, as the RFC that it follows has it. */
  readonly form?: true;
  /** Whether somebody may call it who has to enrol a second factor before anything else. */
  readonly whileEnrolling?: boolean;
  readonly summary: string;
  readonly params?: TSchema;
  readonly query?: TSchema;
  readonly body?: TSchema;
  /** Success answers by status. A string names a media type other than JSON, sent as bytes. */
  readonly response: { readonly [status: number]: TSchema | string };
  /** Refusals beyond those that every route can give. */
  readonly problems: readonly ProblemCode[];
  /** Whether an `Idempotency-Key` header makes a repeated call answer as the first did. */
  readonly idempotent?: boolean;
}

type SchemaOf<R, K extends string> = R extends { readonly [key in K]: infer S extends TSchema } ? Static<S> : undefined;
type Answers<R extends RouteSpec> = R["response"][keyof R["response"]];

export type ParamsOf<R extends RouteSpec> = SchemaOf<R, "params">;
export type QueryOf<R extends RouteSpec> = SchemaOf<R, "query">;
export type BodyOf<R extends RouteSpec> = SchemaOf<R, "body">;
/** What a route answers: its JSON body, or bytes for other media types. */
export type AnswerOf<R extends RouteSpec> =
  Answers<R> extends infer A
    ? A extends TSchema
      ? Static<A>
      : A extends "text/event-stream"
        ? AsyncIterable<string>
        : A extends string
          ? Uint8Array | string
          : never
    : never;

type MediaType<R extends RouteSpec> = Extract<Answers<R>, string>;

/** What a client makes of an answer: its JSON body, text, or bytes. */
type ReceivedOf<R extends RouteSpec> = [MediaType<R>] extends [never]
  ? AnswerOf<R>
  : MediaType<R> extends `text/${string}`
    ? string
    : Uint8Array;

/** What a route takes and answers, as types alone: whoever calls it needs no schema. */
export interface TypesOf<R extends RouteSpec> {
  readonly who: R["who"];
  readonly params: ParamsOf<R>;
  readonly query: QueryOf<R>;
  readonly body: BodyOf<R>;
  readonly answer: ReceivedOf<R>;
  readonly idempotent: R extends { readonly idempotent: true } ? true : false;
}

/** Declares a route; the identity function that keeps every literal type. */
export const defineRoute = <const R extends RouteSpec>(spec: R): R => spec;
