import type { Guard, Needs } from "../guard/index.ts";
import { admitOr } from "./request.ts";

export { identityOf } from "./request.ts";

interface ExpressRequest {
  readonly headers: { readonly authorization?: string | undefined };
  /** Express' own, by its setting `trust proxy`; Node's request has none. */
  readonly ip?: string | undefined;
  readonly socket?: { readonly remoteAddress?: string | undefined };
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
    const { authorization } = request.headers;
    const address = request.ip ?? request.socket?.remoteAddress;
    admitOr(
      { guard, needs, request, authorization, address },
      {
        onAdmitted: () => next(),
        onRefused(problem) {
          response.writeHead(problem.status, problem.headers());
          response.end(JSON.stringify(problem.body()));
        },
        onFault: next,
      },
    );
  };
