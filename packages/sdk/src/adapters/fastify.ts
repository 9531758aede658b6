import { type Guard, GuardProblem, type Needs } from "../guard/index.ts";
import { admit } from "./request.ts";

export { identityOf } from "./request.ts";

interface FastifyRequest {
  readonly headers: { readonly authorization?: string | undefined };
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
    const refuse = (error: unknown): void => {
      if (!(error instanceof GuardProblem)) {
        done(error instanceof Error ? error : new Error("no error", { cause: error }));
        return;
      }
      reply.code(error.status);
      reply.headers(error.headers());
      reply.send(JSON.stringify(error.body()));
    };
    try {
      const admitting = admit({ guard, needs, request, authorization: request.headers.authorization });
      if (admitting === null) done();
      // oxlint-disable-next-line promise/no-callback-in-promise -- Fastify's way to go on
      else admitting.then(() => done(), refuse);
    } catch (error) {
      refuse(error);
    }
  };
