import { type Guard, GuardProblem, type Identity, type Needs } from "../guard/index.ts";
import { admit, identityOf } from "./request.ts";

/**
 * Wraps a handler of fetch requests (Next.js, Bun, Deno, workers), so that it is given who asks.
 * @example
 * export const GET = guarded(guard, { right: "users:read" }, (request, { account }) => Response.json(listOf(account)));
 */
export function guarded<R extends Request, Rest extends readonly unknown[]>(
  guard: Guard,
  needs: Needs,
  handle: (request: R, identity: Identity, ...rest: Rest) => Response | Promise<Response>,
): (request: R, ...rest: Rest) => Promise<Response> {
  return async (request, ...rest) => {
    try {
      await admit({ guard, needs, request, authorization: request.headers.get("authorization") });
    } catch (error) {
      if (error instanceof GuardProblem) return error.response();
      throw error;
    }
    return handle(request, identityOf(request), ...rest);
  };
}
