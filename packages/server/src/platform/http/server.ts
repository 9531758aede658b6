import { randomUUID } from "node:crypto";

import { rightSet } from "@holdfast/contract";
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from "fastify";
import type { TSchema } from "typebox";

import { Problem } from "../../kernel/problem.ts";
import { clientAddress } from "./address.ts";
import type { Call, Caller, RequestFacts, RouteBinding } from "./call.ts";
import { readCookies, replyControls } from "./cookies.ts";
import { readCredential } from "./credential.ts";
import { answerOnce } from "./idempotency.ts";
import { parseJsonBody } from "./json-body.ts";
import type { HttpOptions } from "./options.ts";
import { assertSameOrigin } from "./origin-check.ts";
import { problemReply } from "./problem-response.ts";
import { setRateHeaders } from "./rate-headers.ts";
import { apiContentSecurityPolicy, securityHeaders } from "./security-headers.ts";
import { createValidatorCompiler } from "./validation.ts";

export const largestBody = 256 * 1024;
/** How old a proof of identity may be for routes that ask for a recent one. */
export const recentProofMs = 10 * 60_000;

declare module "fastify" {
  interface FastifyRequest {
    facts: RequestFacts;
    caller: Caller | null;
    startedAt: number;
  }
}

/** An HTTP server without routes: bounds, problems, headers, logs. `mount` adds routes. */
export function createHttpServer(options: HttpOptions): FastifyInstance {
  const app = fastify({
    logger: false,
    bodyLimit: largestBody,
    requestTimeout: 15_000,
    connectionTimeout: 30_000,
    keepAliveTimeout: 65_000,
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: 128, ignoreTrailingSlash: false },
    return503OnClosing: true,
    // What the router refuses before there is a route: an undecodable path, an overlong parameter.
    frameworkErrors: (_error, request, reply) => {
      void reply.headers(securityHeaders);
      return sendProblem(new Problem("route.not_found"), request, reply, options);
    },
    ...(options.tls !== null && {
      https: { cert: options.tls.certificate, key: options.tls.privateKey.reveal(), minVersion: "TLSv1.3" as const },
    }),
  }) as unknown as FastifyInstance;
  app.setValidatorCompiler<TSchema>(createValidatorCompiler());
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => {
    try {
      done(null, body === "" ? undefined : parseJsonBody(String(body)));
    } catch (error) {
      done(error instanceof Error ? error : new Error("unreadable body"), undefined);
    }
  });
  app.decorateRequest("caller", null);
  app.decorateRequest("startedAt", 0);
  app.decorateRequest("facts");
  app.addHook("onRequest", (request, reply, done) => {
    request.startedAt = performance.now();
    request.facts = factsOf(request, options);
    void reply.headers(securityHeaders).header("x-request-id", request.id);
    done();
  });
  app.addHook("onResponse", (request, reply, done) => {
    report(request, reply, options);
    done();
  });
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply, options));
  app.setNotFoundHandler((request, reply) => sendProblem(new Problem("route.not_found"), request, reply, options));
  return app;
}

function factsOf(request: FastifyRequest, options: HttpOptions): RequestFacts {
  const { headers } = request;
  return {
    id: request.id,
    address: clientAddress(request.socket.remoteAddress ?? "", one(headers["x-forwarded-for"]), options.trustedProxies),
    userAgent: (headers["user-agent"] ?? "").slice(0, 512),
    platformHint: one(headers["sec-ch-ua-platform"])?.slice(0, 64) ?? null,
    platformVersionHint: one(headers["sec-ch-ua-platform-version"])?.slice(0, 64) ?? null,
  };
}

const one = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header.join(",") : header;

/** Mounts a route: its rate, caller, right and schemas are enforced here and nowhere else. */
export function mount(app: FastifyInstance, binding: RouteBinding, options: HttpOptions): void {
  const { spec } = binding;
  const [status, answer] = Object.entries(spec.response)[0] ?? [];
  if (status === undefined || answer === undefined) throw new Error(`route ${spec.id} declares no answer`);
  const mediaType = typeof answer === "string" ? answer : "application/json; charset=utf-8";
  const needed = spec.right === null ? 0 : rightSet([spec.right]);
  const handle = binding.handle as (call: Call<typeof spec>) => Promise<unknown>;

  app.route({
    method: spec.method,
    url: spec.path.replaceAll(/\{(\w+)\}/g, ":$1"),
    schema: {
      ...(spec.params !== undefined && { params: spec.params }),
      ...(spec.query !== undefined && { querystring: spec.query }),
      ...(spec.body !== undefined && { body: spec.body }),
      ...(typeof answer !== "string" && { response: { [status]: answer } }),
    },
    onRequest: (request, reply, done) => {
      admit(request, reply).then(() => done(), done);
    },
    handler: async (request, reply) => {
      void reply.code(Number(status)).type(mediaType);
      if (mediaType.startsWith("application/json")) void reply.header("cache-control", "no-store");
      void reply.header("content-security-policy", apiContentSecurityPolicy);
      if (spec.body === undefined && request.body !== undefined && request.body !== null) {
        throw new Problem("request.malformed", { detail: "This route takes no body." });
      }
      const call = {
        request: request.facts,
        caller: request.caller,
        params: request.params,
        query: request.query,
        body: request.body,
        cookies: readCookies(request.headers.cookie),
        reply: replyControls(reply),
        assertSameOrigin: () => assertSameOrigin(browserFacts(request), options.ownOrigins),
      } as unknown as Call<typeof spec>;
      const result = spec.idempotent
        ? await answerOnce(options.idempotency, spec, request, () => handle(call))
        : await handle(call);
      return reply.send(result);
    },
  });

  /** Who may go on. A hit in memory and a leased quota cost no promise but this one. */
  async function admit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const credential = readCredential(request);
    if (request.headers.cookie !== undefined && (credential === null || credential.source === "cookie")) {
      assertSameOrigin(browserFacts(request), options.ownOrigins);
    }
    if (spec.who !== "public") {
      if (credential === null) throw new Problem("auth.required");
      request.caller =
        options.authenticator.known(credential.token) ?? (await options.authenticator.verify(credential.token));
    }
    const taken = options.limiter.take(spec.rate, {
      address: request.facts.address,
      accountId: request.caller?.accountId ?? null,
    });
    setRateHeaders(reply, taken instanceof Promise ? await taken : taken);
    authorise(request.caller);
  }

  function authorise(caller: Caller | null): void {
    if (caller === null) return;
    if ((caller.rights & needed) !== needed) throw new Problem("right.missing");
    if (spec.who === "recent" && options.clock() - caller.provedAt > recentProofMs) {
      throw new Problem("auth.recent_required");
    }
  }
}

const browserFacts = (request: FastifyRequest) => ({
  method: request.method,
  secFetchSite: one(request.headers["sec-fetch-site"]),
  origin: request.headers.origin,
});

function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply, options: HttpOptions): FastifyReply {
  const { status, body, retryAfter, unexpected } = problemReply(error, request.id);
  if (unexpected) {
    const cause = error instanceof Problem ? (error.cause ?? error) : error;
    options.log.error("http.failed", cause, { requestId: request.id, route: routeOf(request), code: body.code });
  }
  if (retryAfter !== undefined) void reply.header("retry-after", retryAfter);
  // Without a challenge a 401 is not valid HTTP (RFC 9110 §15.5.2).
  if (status === 401) void reply.header("www-authenticate", 'Bearer realm="holdfast"');
  void reply.header("cache-control", "no-store").header("content-security-policy", apiContentSecurityPolicy);
  return reply.code(status).type("application/problem+json").serializer(JSON.stringify).send(body);
}

const routeOf = (request: FastifyRequest): string => request.routeOptions.url ?? "unknown";

function report(request: FastifyRequest, reply: FastifyReply, options: HttpOptions): void {
  const facts = {
    method: request.method,
    route: routeOf(request),
    status: reply.statusCode,
    milliseconds: performance.now() - request.startedAt,
  };
  options.observe(facts);
  options.log.info("http.request", {
    ...facts,
    milliseconds: Math.round(facts.milliseconds * 100) / 100,
    requestId: request.id,
    accountId: request.caller?.accountId ?? null,
  });
}
