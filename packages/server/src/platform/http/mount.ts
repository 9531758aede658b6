import { rightSet, type RouteSpec } from "@holdfast/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import { Problem } from "../../kernel/problem.ts";
import type { Caller, RouteBinding, ValidatedCall } from "./call.ts";
import { readCookies, replyControls } from "./cookies.ts";
import { readCredential } from "./credential.ts";
import { answerOnce } from "./idempotency.ts";
import type { HttpOptions } from "./options.ts";
import { assertSameOrigin } from "./origin-check.ts";
import { setRateHeaders } from "./rate-headers.ts";
import { browserFacts } from "./request-facts.ts";
import { apiContentSecurityPolicy } from "./security-headers.ts";

/** How old a proof of identity may be for routes that ask for a recent one. */
export const recentProofMs = 10 * 60_000;

/** Mounts a route: its rate, caller, right and schemas are enforced here and nowhere else. */
export function mount(app: FastifyInstance, binding: RouteBinding, options: HttpOptions): void {
  const { spec } = binding;
  const { status, schema, mediaType } = successOf(spec);
  app.route({
    method: spec.method,
    config: { ownGate: true },
    url: spec.path.replaceAll(/\{(\w+)\}/g, ":$1"),
    schema: {
      ...(spec.params !== undefined && { params: spec.params }),
      ...(spec.query !== undefined && { querystring: spec.query }),
      ...(spec.body !== undefined && { body: spec.body }),
      ...(schema !== null && { response: { [status]: schema } }),
    },
    onRequest: gateOf(spec, options),
    handler: async (request, reply) => {
      assertNoBody(spec, request);
      void reply.code(status).type(mediaType).header("content-security-policy", apiContentSecurityPolicy);
      if (schema !== null) void reply.header("cache-control", "no-store");
      const call = callOf(request, reply, options);
      const answer =
        spec.idempotent === true
          ? await answerOnce(options.idempotency, spec, request, () => binding.handle(call))
          : await binding.handle(call);
      return reply.send(answer);
    },
  });
}

/** The one success that a route declares; a string in place of a schema is the media type of bytes. */
function successOf(spec: RouteSpec) {
  const [status, answer] = Object.entries(spec.response)[0] ?? [];
  if (status === undefined || answer === undefined) throw new Error(`route ${spec.id} declares no answer`);
  return typeof answer === "string"
    ? { status: Number(status), schema: null, mediaType: answer }
    : { status: Number(status), schema: answer, mediaType: "application/json; charset=utf-8" };
}

function assertNoBody(spec: RouteSpec, { body }: FastifyRequest): void {
  if (spec.body === undefined && body !== undefined && body !== null) {
    throw new Problem("request.malformed", { detail: "This route takes no body." });
  }
}

const callOf = (request: FastifyRequest, reply: FastifyReply, options: HttpOptions): ValidatedCall => ({
  request: request.facts,
  caller: request.caller,
  params: request.params,
  query: request.query,
  body: request.body,
  cookies: readCookies(request.headers.cookie),
  reply: replyControls(reply),
  assertSameOrigin: () => assertSameOrigin(browserFacts(request), options.ownOrigins),
});

/**
 * Who may go on, before the body is read. A token that is known in memory costs no promise; for any other the address
 * pays first, so that made-up tokens cannot buy signature checks without end.
 */
function gateOf(spec: RouteSpec, { authenticator, limiter, ownOrigins, clock }: HttpOptions) {
  const needed = spec.right === null ? 0 : rightSet([spec.right]);

  function authorise(caller: Caller): void {
    if ((caller.rights & needed) !== needed) throw new Problem("right.missing");
    if (spec.who === "recent" && clock() - caller.provedAt > recentProofMs) throw new Problem("auth.recent_required");
  }

  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const credential = readCredential(request);
    if (request.headers.cookie !== undefined && credential?.source !== "bearer") {
      assertSameOrigin(browserFacts(request), ownOrigins);
    }
    const { address } = request.facts;
    const known = spec.who === "public" || credential === null ? null : authenticator.known(credential.token);
    const taken = limiter.take(spec.rate, { address, accountId: known?.accountId ?? null });
    setRateHeaders(reply, taken instanceof Promise ? await taken : taken);
    if (spec.who === "public") return;
    if (credential === null) throw new Problem("auth.required");
    request.caller = known ?? (await authenticator.verify(credential.token));
    authorise(request.caller);
  };
}
