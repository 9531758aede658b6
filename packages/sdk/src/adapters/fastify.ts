import type { Guard, Needs } from "../guard/index.ts";
import { admitOr } from "./request.ts";

export { identityOf } from "./request.ts";

interface FastifyRequest {
  readonly headers: { readonly authorization?: string | undefined };
  /** By Fastify's option `trustProxy`. */
  readonly ip: string;
}

interface FastifyReply {
  code(status: number): unknown;
  headers(headers: Readonly<Record<string, string>>): unknown;
  send(body: string): unknown;
}

/**
 * A Fastify hook that lets verified requests pass.
 * @example
 * app.addHook("onRequest", guarded(guard));
 * app.delete("/tickets/:id", { onRequest: guarded(guard, { proof: "recent" }) }, handler);
 */
export const guarded =
  (guard: Guard, needs: Needs = {}) =>
  (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void => {
    const { authorization } = request.headers;
    admitOr(
      { guard, needs, request, authorization, address: needs.keys === true ? request.ip : null },
      {
        onAdmitted: () => done(),
        onRefused(problem) {
          reply.code(problem.status);
          reply.headers(problem.headers());
          reply.send(JSON.stringify(problem.body()));
        },
        onFault: (error) => done(error instanceof Error ? error : new Error("no error", { cause: error })),
      },
    );
  };
