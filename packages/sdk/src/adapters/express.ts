import { type Guard, GuardProblem, type Needs } from "../guard/index.ts";
import { admit } from "./request.ts";

export { identityOf } from "./request.ts";

interface ExpressRequest {
  readonly headers: { readonly authorization?: string | undefined };
}

/** As Node's own response has it. */
interface ExpressResponse {
  writeHead(status: number, headers: Readonly<Record<string, string>>): unknown;
  end(body: string): unknown;
}

/**
 * An Express middleware (or Connect's) that lets verified requests pass.
 * @example
 * app.use("/api", guarded(guard));
 * app.delete("/api/tickets/:id", guarded(guard, { proof: "recent" }), handler);
 */
export const guarded =
  (guard: Guard, needs: Needs = {}) =>
  (request: ExpressRequest, response: ExpressResponse, next: (error?: unknown) => void): void => {
    const refuse = (error: unknown): void => {
      if (!(error instanceof GuardProblem)) {
        next(error);
        return;
      }
      response.writeHead(error.status, error.headers());
      response.end(JSON.stringify(error.body()));
    };
    try {
      const admitting = admit({ guard, needs, request, authorization: request.headers.authorization });
      if (admitting === null) next();
      // oxlint-disable-next-line promise/no-callback-in-promise -- Express' way to go on
      else admitting.then(() => next(), refuse);
    } catch (error) {
      refuse(error);
    }
  };
