import { ApiProblem } from "@holdfast/sdk";
import { AuditProblem } from "@holdfast/sdk/audit";
import { guarded } from "@holdfast/sdk/fastify";
import type { Guard } from "@holdfast/sdk/guard";
import { fastify, type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";

import { fromCookies, fromOwnPage } from "./access.ts";
import type { Sql } from "./database.ts";
import type { DeskAudit } from "./events.ts";
import { liveRoute, Watchers } from "./live.ts";
import { secureHeaders } from "./pages.ts";
import { refuse, send } from "./refusal.ts";
import { sessionRoutes, signInRoutes } from "./sign-in.ts";
import { forPrograms, programRoutes, ticketRoutes } from "./tickets.ts";
import { webhookRoute } from "./webhooks.ts";

export interface DeskOptions {
  readonly sql: Sql;
  readonly guard: Guard;
  readonly audit: DeskAudit;
  readonly holdfastUrl: string;
  /** Where browsers find Holdfast's console. */
  readonly consoleUrl: string;
  /** The desk's own origin, as browsers name it. */
  readonly url: string;
  /** The secret of each customer's webhook, by the account's id. */
  readonly webhookSecrets?: ReadonlyMap<string, string>;
  /** Networks of the proxies before the desk, whose X-Forwarded-For says from where a request comes. */
  readonly trustedProxies?: readonly string[];
  readonly isQuiet?: boolean;
}

/** The desk's API on one HTTP server, not yet listening. */
export async function createDesk(options: DeskOptions): Promise<FastifyInstance> {
  const { trustedProxies = [] } = options;
  const app = fastify({
    logger: options.isQuiet === true ? false : { level: "warn" },
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    bodyLimit: 64 * 1024,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  });
  const deps = { webhookSecrets: new Map<string, string>(), ...options, watchers: new Watchers() };
  secureHeaders(app);
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((_request, reply) => refuse(reply, "page.not_found"));
  await app.register(async (outside) => {
    outside.addHook("onRequest", fromOwnPage(deps));
    signInRoutes(outside, deps);
    await outside.register(async (inside) => {
      inside.addHook("onRequest", fromCookies(deps));
      inside.addHook("onRequest", guarded(deps.guard));
      sessionRoutes(inside, deps);
      ticketRoutes(inside, deps);
      liveRoute(inside, deps);
    });
    await outside.register(async (inside) => {
      inside.addHook("onRequest", fromCookies(deps));
      inside.addHook("onRequest", guarded(deps.guard, forPrograms));
      programRoutes(inside, deps);
    });
  });
  await app.register(async (machines) => webhookRoute(machines, deps));
  return app;
}

/** Holdfast's own refusals go on to the page as they are; of what is our fault, nothing is told. */
function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof ApiProblem) {
    const { code, status, title, advice } = error;
    return send(reply, { code, status: status === 0 ? 503 : status, title, advice });
  }
  if (error instanceof AuditProblem) return refuse(reply, "audit.unavailable");
  if (error.statusCode !== undefined && error.statusCode < 500) return refuse(reply, "request.malformed");
  request.log.error(error);
  return refuse(reply, "internal");
}
