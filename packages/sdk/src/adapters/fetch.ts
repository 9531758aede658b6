import { type Guard, GuardProblem, type Identity, type Needs } from "../guard/index.ts";
import { admit, identityOf } from "./request.ts";

export interface FetchOptions<R> {
  /** Where a request comes from, as your platform tells it: needed for API keys that work from certain addresses alone. */
  readonly addressOf?: (request: R) => string | null;
}

/**
 * Wraps a handler of fetch requests (Next.js, Bun, Deno, workers), so that it is given who asks. A refusal that the handler
 * throws, by `guard.assert`, is answered like one of the guard's.
 * @example
 * export const GET = guarded(guard, { right: "users:read" }, (request, { account }) => Response.json(listOf(account)));
 */
export function guarded<R extends Request, Rest extends readonly unknown[]>(
  guard: Guard,
  needs: Needs,
  handle: (request: R, identity: Identity, ...rest: Rest) => Response | Promise<Response>,
  { addressOf = () => null }: FetchOptions<R> = {},
): (request: R, ...rest: Rest) => Promise<Response> {
  return async (request, ...rest) => {
    try {
      const authorization = request.headers.get("authorization");
      await admit({ guard, needs, request, authorization, address: addressOf(request) });
      return await handle(request, identityOf(request), ...rest);
    } catch (error) {
      if (error instanceof GuardProblem) return error.response();
      throw error;
    }
  };
}
