import { randomUUID } from "node:crypto";

import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from "fastify";
import type { TSchema } from "typebox";

import { monotonic } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/problem.ts";
import type { AnyCaller, GuardScope, OriginalRequest, RequestFacts } from "./call.ts";
import { answerClientError } from "./client-error.ts";
import { parseJsonBody } from "./json-body.ts";
import type { HttpOptions } from "./options.ts";
import { problemReply } from "./problem-response.ts";
import { setRateHeaders } from "./rate-headers.ts";
import { factsOf } from "./request-facts.ts";
import { apiContentSecurityPolicy, secure } from "./security-headers.ts";
import { watchUnused } from "./unused-connections.ts";
import { createValidatorCompiler } from "./validation.ts";

export const largestBody = 256 * 1024;

declare module "fastify" {
  interface FastifyContextConfig {
    /** Whether the route counts its requests itself; every other one counts as a read. */
    ownGate?: boolean;
  }
  interface FastifyRequest {
    facts: RequestFacts;
    caller: AnyCaller | null;
    guard: GuardScope | null;
    original: OriginalRequest | null;
    startedAt: number;
    /** The route's pattern, for log and metrics; never the path. */
    pattern: string;
  }
}

/** For a whole request, from its first byte to the last of its body. */
const requestTimeout = 15_000;

/**
 * Node holds nobody to the time of a request that is shorter than the time of its headers, 60 seconds by default, and
 * looks for late ones only every 30.
 */
const server = { headersTimeout: 10_000, connectionsCheckingInterval: 2_000 } as const;

/** An HTTP server without routes: bounds, problems, headers, logs. `mount` adds routes. */
export function createHttpServer(options: HttpOptions): FastifyInstance {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Fastify's types tell HTTP and HTTPS servers apart
  const app = fastify({
    logger: false,
    bodyLimit: largestBody,
    requestTimeout,
    connectionTimeout: 30_000,
    keepAliveTimeout: 65_000,
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: 128, ignoreTrailingSlash: false },
    return503OnClosing: true,
    clientErrorHandler: answerClientError,
    // What the router refuses before there is a route: an undecodable path, an overlong parameter.
    frameworkErrors: (_error, request, reply) => {
      secure(reply.raw);
      void sendProblem(new Problem("route.not_found"), request, reply, options);
    },
    ...(options.tls === null && { http: server }),
    ...(options.tls !== null && {
      https: {
        ...server,
        cert: options.tls.certificate,
        key: options.tls.privateKey.reveal(),
        minVersion: "TLSv1.3" as const,
      },
    }),
  }) as unknown as FastifyInstance;
  const closeUnused = watchUnused(app.server);
  app.addHook("preClose", async () => closeUnused());
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
  app.decorateRequest("guard", null);
  app.decorateRequest("original", null);
  app.decorateRequest("startedAt", 0);
  app.decorateRequest("pattern", "unknown");
  app.decorateRequest("facts");
  app.addHook("onRequest", (request, reply, done) => {
    request.startedAt = monotonic();
    request.facts = factsOf(request, options.trustedProxies);
    secure(reply.raw);
    void reply.header("x-request-id", request.id);
    // Once: the framework puts these options together anew for each who asks.
    const { url, config } = request.routeOptions;
    if (url !== undefined) request.pattern = url;
    if (config.ownGate === true) done();
    // oxlint-disable-next-line promise/no-callback-in-promise -- Fastify's way to go on, where there is no promise
    else countAsRead(request, reply, options).then(() => done(), done);
  });
  app.addHook("onResponse", (request, reply, done) => {
    report(request, reply, options);
    done();
  });
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply, options));
  app.setNotFoundHandler((request, reply) => sendProblem(new Problem("route.not_found"), request, reply, options));
  return app;
}

async function countAsRead(request: FastifyRequest, reply: FastifyReply, { limiter }: HttpOptions): Promise<void> {
  setRateHeaders(reply, await limiter.take("read", { address: request.facts.address, accountId: null, key: null }));
}

function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply, options: HttpOptions): FastifyReply {
  const { status, body, retryAfter, unexpected } = problemReply(error, request.id);
  if (unexpected) {
    const cause = error instanceof Problem ? (error.cause ?? error) : error;
    options.log.error("http.failed", cause, { requestId: request.id, route: request.pattern, code: body.code });
  }
  if (retryAfter !== undefined) void reply.header("retry-after", retryAfter);
  // Without a challenge a 401 is not valid HTTP (RFC 9110 §15.5.2).
  if (status === 401) void reply.header("www-authenticate", 'Bearer realm="holdfast"');
  void reply.header("cache-control", "no-store").header("content-security-policy", apiContentSecurityPolicy);
  return reply.code(status).type("application/problem+json").serializer(JSON.stringify).send(body);
}

function report(request: FastifyRequest, reply: FastifyReply, options: HttpOptions): void {
  const { method, pattern: route } = request;
  const status = reply.statusCode;
  const milliseconds = monotonic() - request.startedAt;
  options.observe({ method, route, status, milliseconds });
  options.log.info("http.request", {
    method,
    route,
    status,
    milliseconds: Math.round(milliseconds * 100) / 100,
    requestId: request.id,
    accountId: request.caller?.accountId ?? null,
  });
}
