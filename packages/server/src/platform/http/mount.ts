import { rightSet, type RouteSpec } from "@holdfast/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from "fastify";

import { Problem } from "../../kernel/problem.ts";
import type { AnyCaller, KeyCaller, RouteBinding, ValidatedCall } from "./call.ts";
import { readCookies, replyControls } from "./cookies.ts";
import { type Credential, readCredential, readLikelyToken } from "./credential.ts";
import { mountWithForm } from "./form-body.ts";
import { mountForwarded } from "./forwarded.ts";
import { guardGate } from "./guard-gate.ts";
import { answerOnce } from "./idempotency.ts";
import { answerMs, createSendInTime } from "./in-time.ts";
import type { HttpOptions, RateFacts } from "./options.ts";
import { assertSameOrigin, type BrowserFacts } from "./origin-check.ts";
import { createOriginalReader, originalFacts } from "./original-request.ts";
import { setRateHeaders } from "./rate-headers.ts";
import { browserFacts } from "./request-facts.ts";
import { apiContentSecurityPolicy } from "./security-headers.ts";

/** How old a proof of identity may be for routes that ask for a recent one. */
export const recentProofMs = 10 * 60_000;

/** Whether a proof of identity is recent enough for what asks for one. */
export const isRecent = (provedAt: number | null, now: number): boolean =>
  provedAt !== null && now - provedAt <= recentProofMs;

/** Mounts a route: its rate, caller, right and schemas are enforced here and nowhere else. */
export function mount(app: FastifyInstance, binding: RouteBinding, options: HttpOptions): void {
  const { spec } = binding;
  const { status, schema, mediaType } = successOf(spec);
  const gate = spec.who === "guard" ? guardGate(spec, options) : gateOf(spec, options);
  const sendInTime = createSendInTime(options.answerMs ?? answerMs);
  const answer = (call: ValidatedCall): Promise<unknown> =>
    call.caller === null || call.caller.support === null
      ? binding.handle(call)
      : options
          .recordSupport(call.caller, { routeId: spec.id, request: call.request })
          .then(() => binding.handle(call));
  const route: RouteOptions = {
    method: spec.method,
    config: { ownGate: true },
    url: spec.path.replaceAll(/\{(\w+)\}/g, ":$1"),
    schema: {
      ...(spec.params !== undefined && { params: spec.params }),
      ...(spec.query !== undefined && { querystring: spec.query }),
      ...(spec.body !== undefined && { body: spec.body }),
      ...(schema !== null && { response: { [status]: schema } }),
    },
    onRequest: (request, reply, done) => {
      const opening = gate(request, reply);
      if (opening === null) done();
      // oxlint-disable-next-line promise/no-callback-in-promise -- what Fastify waits for; most requests need no promise
      else opening.then(() => done(), done);
    },
    handler: (request, reply) => {
      assertNothingMore(spec, request);
      void reply.code(status).type(mediaType).header("content-security-policy", apiContentSecurityPolicy);
      void reply.header("cache-control", "no-store");
      // What nginx keeps back until it has enough of it comes too late.
      if (mediaType === "text/event-stream") void reply.header("x-accel-buffering", "no");
      const call = callOf(request, reply, options);
      const work =
        spec.idempotent === true ? answerOnce(options, spec, request, () => binding.handle(call)) : answer(call);
      sendInTime(reply, work);
    },
  };
  if (spec.who === "forwarded") mountForwarded(app, route, options.ownOrigins);
  else if (spec.form === true) mountWithForm(app, route, fieldsOf(spec));
  else app.route(route);
}

/** The one success that a route declares; a string in place of a schema is the media type of bytes. */
function successOf(spec: RouteSpec) {
  const [status, answer] = Object.entries(spec.response)[0] ?? [];
  if (status === undefined || answer === undefined) throw new Error(`route ${spec.id} declares no answer`);
  return typeof answer === "string"
    ? { status: Number(status), schema: null, mediaType: answer }
    : { status: Number(status), schema: answer, mediaType: "application/json; charset=utf-8" };
}

function assertNothingMore(spec: RouteSpec, { body, query }: FastifyRequest): void {
  if (spec.body === undefined && body !== undefined && body !== null) {
    throw new Problem("request.malformed", { detail: "This route takes no body." });
  }
  // Somebody who filters by it must not take everything for the answer.
  if (spec.query === undefined && !isEmpty(query)) {
    throw new Problem("request.malformed", { detail: "This route takes no query." });
  }
}

const keyOf = (caller: AnyCaller | null) => (caller?.sessionId === null ? caller.key : null);

function fieldsOf({ body }: RouteSpec): string[] {
  const properties: unknown = body !== undefined && "properties" in body ? body.properties : null;
  return typeof properties === "object" && properties !== null ? Object.keys(properties) : [];
}

function isEmpty(query: unknown): boolean {
  for (const _ in Object(query)) return false;
  return true;
}

const callOf = (request: FastifyRequest, reply: FastifyReply, options: HttpOptions): ValidatedCall => ({
  request: request.facts,
  caller: request.caller,
  guard: request.guard,
  original: request.original,
  lastEventId: lastEventIdOf(request),
  params: request.params,
  query: request.query,
  body: request.body,
  cookies: readCookies(request.headers.cookie),
  reply: replyControls(reply),
  assertSameOrigin: () => assertSameOrigin(browserFacts(request), options.ownOrigins),
});

function lastEventIdOf({ headers }: FastifyRequest): string | null {
  const id = headers["last-event-id"];
  return typeof id === "string" && id.length <= 64 ? id : null;
}

/**
 * Who may go on, before the body is read: null when that is decided at once. A token that is known in memory and a
 * leased quota cost no promise; for any other token the address pays first, so that made-up tokens cannot buy signature
 * checks without end.
 */
function gateOf(spec: RouteSpec, options: HttpOptions) {
  const { authenticator, limiter, ownOrigins, clock } = options;
  const needed = spec.right === null ? 0 : rightSet([spec.right]);
  const isPublic = spec.who === "public";
  const isForwarded = spec.who === "forwarded";
  const readOriginal = createOriginalReader(spec.path, options.trustedProxies);

  /** Of a request that a proxy asks about, who made a browser send it is asked about that one. */
  function sentBy(request: FastifyRequest): BrowserFacts {
    return isForwarded ? originalFacts(request, request.original) : browserFacts(request);
  }

  function admitKey({ facts: { address } }: FastifyRequest, { key }: KeyCaller): void {
    if (spec.keys !== true) throw new Problem("key.not_allowed");
    key.use(address);
  }

  function admit(request: FastifyRequest, caller: AnyCaller): void {
    request.caller = caller;
    // What no right guards is one's own, and support has nothing of its own in an account.
    if (caller.support !== null && (spec.method !== "GET" || spec.right === null)) {
      throw new Problem("support.read_only");
    }
    if (isForwarded && request.original === null) throw new Problem("forward_auth.original_unknown");
    if (caller.sessionId === null) admitKey(request, caller);
    if ((caller.rights & needed) !== needed) throw new Problem("right.missing");
    if (caller.factorDueAt !== null && spec.whileEnrolling !== true && clock() >= caller.factorDueAt) {
      throw new Problem("factor.enrolment_required");
    }
    if (spec.strength === "factor" && !isRecent(caller.factorProvedAt, clock())) {
      throw new Problem("auth.factor_required");
    }
    if (spec.who === "recent" && !isRecent(caller.provedAt, clock())) throw new Problem("auth.recent_required");
  }

  async function admitUnknown(
    request: FastifyRequest,
    reply: FastifyReply,
    credential: Credential | null,
  ): Promise<void> {
    if (credential === null) throw new Problem("auth.required");
    // What a proxy asks is asked too often to say what looking at a token may cost.
    if (isForwarded) await limiter.take("read", { address: request.facts.address, accountId: null, key: null });
    const caller = await authenticator.verify(credential.token);
    // Only now is the account known that has to pay, too.
    const { accountId } = caller;
    setRateHeaders(reply, await limiter.take(spec.rate, { address: null, accountId, key: keyOf(caller) }));
    admit(request, caller);
  }

  async function open(
    request: FastifyRequest,
    reply: FastifyReply,
    {
      taking,
      credential,
      caller,
    }: { taking: Promise<RateFacts>; credential: Credential | null; caller: AnyCaller | null },
  ): Promise<void> {
    setRateHeaders(reply, await taking);
    if (isPublic) return;
    if (caller === null) await admitUnknown(request, reply, credential);
    else admit(request, caller);
  }

  return (request: FastifyRequest, reply: FastifyReply): Promise<void> | null => {
    if (isForwarded) request.original = readOriginal(request);
    const likely = isPublic ? null : readLikelyToken(request);
    let caller = likely === null ? null : authenticator.known(likely);
    const credential = caller === null ? readCredential(request) : null;
    if (caller === null && request.headers.cookie !== undefined && credential?.source !== "bearer") {
      assertSameOrigin(sentBy(request), ownOrigins);
    }
    if (!isPublic && likely === null && credential !== null) caller = authenticator.known(credential.token);
    const { address } = request.facts;
    const taking = limiter.take(spec.rate, { address, accountId: caller?.accountId ?? null, key: keyOf(caller) });
    if (taking instanceof Promise) return open(request, reply, { taking, credential, caller });
    setRateHeaders(reply, taking);
    if (isPublic) return null;
    if (caller === null) return admitUnknown(request, reply, credential);
    admit(request, caller);
    return null;
  };
}
