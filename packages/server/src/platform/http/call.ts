import type {
  AccountId,
  AnswerOf,
  ApiKeyId,
  BodyOf,
  ParamsOf,
  QueryOf,
  RightSet,
  RouteSpec,
  SessionId,
  SupportGrantId,
  UserId,
} from "@holdfast/contract";

/**
 * The verified caller of a request, who has signed in: whose account it is comes from here and from nowhere else. What
 * takes a `Caller` cannot be reached by an API key: such a call does not compile.
 */
export interface Caller {
  readonly accountId: AccountId;
  readonly userId: UserId;
  readonly sessionId: SessionId;
  readonly role: string;
  readonly rights: RightSet;
  /** When the user last proved who they are (milliseconds since the epoch), for step-up. */
  readonly provedAt: number;
  /** When a second factor was last proved in this session; null when none was. */
  readonly factorProvedAt: number | null;
  /** From when on the session opens nothing but the setting up of a second factor; null when none is owed. */
  readonly factorDueAt: number | null;
  /** Somebody of the operator, who reads on a grant of `userId`; null for everybody of the account. */
  readonly support: SupportActor | null;
}

/** Who of the operator acts, and on which grant. */
export interface SupportActor {
  readonly grantId: SupportGrantId;
  readonly name: string;
}

/** An API key in the hands of a request. */
export interface KeyInUse {
  readonly id: ApiKeyId;
  readonly requestsPerMinute: number;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** Counts a use. @throws Problem(`key.address_refused`) where the key does not work from the address. */
  use(address: string): void;
}

/** A program with an API key: it has of its creator's present rights what the key is scoped to, and has proved nothing. */
export interface KeyCaller {
  readonly accountId: AccountId;
  /** Its creator. */
  readonly userId: UserId;
  readonly sessionId: null;
  readonly role: string;
  readonly rights: RightSet;
  readonly provedAt: null;
  readonly factorProvedAt: null;
  readonly factorDueAt: null;
  /** Support comes as a person, on a grant. */
  readonly support: null;
  readonly key: KeyInUse;
}

/** Whoever may call a route that is open to keys. */
export type AnyCaller = Caller | KeyCaller;

/** Whose sessions a guard follows: those of one account, or (null) of all. */
export interface GuardScope {
  readonly accountId: AccountId | null;
  /** Whether it may write its product's own events into their logs as well. */
  readonly mayRecord: boolean;
}

/** The request that a proxy holds back while it asks about it. */
export interface OriginalRequest {
  readonly method: string;
  /** Path and query, as the client sent them. */
  readonly target: string;
}

/** What a request says about itself. None of it is trusted; it is recorded. */
export interface RequestFacts {
  readonly id: string;
  /** The client's address; from X-Forwarded-For only behind a declared proxy. */
  readonly address: string;
  readonly userAgent: string;
  readonly platformHint: string | null;
  readonly platformVersionHint: string | null;
  /** `Accept-Language`, as sent; left out where no request was. */
  readonly language?: string;
}

/** What a handler may do to the answer besides returning its body. */
export interface ReplyControls {
  setCookie(name: CookieName, value: string, maxAgeSeconds: number): void;
  clearCookies(): void;
  /** What a proxy is told of the caller, beside the body that it does not read. */
  setHeader(name: `holdfast-${string}`, value: string): void;
}

/** `google` binds a sign-in with Google to the browser in which it began; `device` tells one browser from another. */
export type CookieName = "access" | "refresh" | "google" | "device";

export interface Call<R extends RouteSpec> {
  readonly request: RequestFacts;
  readonly caller: R["who"] extends "public" | "guard" ? null : R extends { readonly keys: true } ? AnyCaller : Caller;
  readonly guard: R["who"] extends "guard" ? GuardScope : null;
  readonly original: R["who"] extends "forwarded" ? OriginalRequest : null;
  /** Where an event stream was left off (`Last-Event-ID`). */
  readonly lastEventId: string | null;
  readonly params: ParamsOf<R>;
  readonly query: QueryOf<R>;
  readonly body: BodyOf<R>;
  readonly cookies: Readonly<Partial<Record<CookieName, string>>>;
  readonly reply: ReplyControls;
  /**
   * For routes that hand out cookies, whatever the request carried (login CSRF).
   * @throws Problem(`request.cross_site`)
   */
  assertSameOrigin(): void;
}

/** A call as the HTTP layer makes it: validated by the route's schemas, its parts not yet typed by them. */
export interface ValidatedCall extends Omit<
  Call<RouteSpec>,
  "caller" | "guard" | "original" | "params" | "query" | "body"
> {
  readonly caller: AnyCaller | null;
  readonly guard: GuardScope | null;
  readonly original: OriginalRequest | null;
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** A route of the contract with the function that answers it. */
export interface RouteBinding {
  readonly spec: RouteSpec;
  readonly handle: (call: ValidatedCall) => Promise<unknown>;
}

/** Ties a route to its verb; the compiler holds both to the contract's types. */
export const bind = <R extends RouteSpec>(spec: R, handle: (call: Call<R>) => Promise<AnswerOf<R>>): RouteBinding => ({
  spec,
  // The one place where validation and types meet.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `mount` calls it only with what the schemas accepted
  handle: (call) => handle(call as Call<R>),
});
