import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from "fastify";

import { Problem } from "../../kernel/problem.ts";

/**
 * Mounts a route that proxies ask: at its path, and under it at any path by any method, as Envoy asks, where neither
 * query nor body is ours.
 */
export function mountForwarded(app: FastifyInstance, route: RouteOptions, ownOrigins: ReadonlySet<string>): void {
  const [ownOrigin = ""] = ownOrigins;
  const errorHandler = (error: Error, request: FastifyRequest, reply: FastifyReply): void => {
    const signIn = error instanceof Problem && signsIn.has(error.code) ? signInFor(request, ownOrigin) : null;
    if (signIn !== null) {
      void reply.code(302).header("location", signIn).header("cache-control", "no-store").send();
      return;
    }
    // Proxies that keep the body of a refusal to themselves pass on a header that they were told of.
    if (error instanceof Problem) void reply.header("holdfast-problem", error.code);
    // On to the server's own, which says it as a problem.
    throw error;
  };
  app.route({ ...route, errorHandler });
  void app.register((anything, _options, done) => {
    anything.removeAllContentTypeParsers();
    anything.addContentTypeParser("*", (_request, body, parsed) => {
      body.resume();
      parsed(null);
    });
    anything.route({
      ...route,
      errorHandler,
      method: anything.supportedMethods,
      url: `${route.url}/*`,
      schema: {},
      exposeHeadRoute: false,
      preValidation: (request, _reply, next) => {
        request.query = {};
        next();
      },
    });
    done();
  });
}

const signsIn: ReadonlySet<string> = new Set(["auth.required", "session.expired"]);

/** As the console takes it: a path, and nothing that a browser reads as another site. */
const returnPath = /^\/(?![/\\])[\w\-/?=&%.,:+]*$/;

/**
 * Where a browser signs in that was about to open a page, if the proxy wants that; null for everything else. The way back
 * is a path alone, followed at our own origin alone: this sends nobody anywhere that is not ours (CWE-601).
 */
function signInFor({ query, headers, original }: FastifyRequest, ownOrigin: string): string | null {
  const opensPage = headers["sec-fetch-mode"] === "navigate" || headers.accept?.includes("text/html") === true;
  if (!wantsRedirect(query) || original?.method !== "GET" || !opensPage) return null;
  const back = returnPath.test(original.target) ? `?next=${encodeURIComponent(original.target)}` : "";
  return `${ownOrigin}/sign-in${back}`;
}

/** Asked before the query is held against its schema. */
const wantsRedirect = (query: unknown): boolean =>
  typeof query === "object" && query !== null && "signIn" in query && query.signIn === "redirect";
