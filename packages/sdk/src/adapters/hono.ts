import { type Guard, GuardProblem, type Needs } from "../guard/index.ts";
import { admit } from "./request.ts";

export { identityOf } from "./request.ts";

interface HonoContext {
  readonly req: { header(name: string): string | undefined };
}

export interface HonoOptions<C> {
  /**
   * Where a request comes from, such as `(c) => getConnInfo(c).remote.address ?? null`: needed for API keys that work from
   * certain addresses alone.
   */
  readonly addressOf?: (context: C) => string | null;
}

/**
 * A Hono middleware that lets verified requests pass. `identityOf` takes the context.
 * @example
 * app.use("/api/*", guarded(guard));
 * app.get("/api/me", (c) => c.json({ user: identityOf(c).user }));
 */
export const guarded =
  <C extends HonoContext>(guard: Guard, needs: Needs = {}, { addressOf = () => null }: HonoOptions<C> = {}) =>
  async (context: C, next: () => Promise<void>): Promise<Response | undefined> => {
    try {
      const authorization = context.req.header("authorization");
      await admit({ guard, needs, request: context, authorization, address: addressOf(context) });
    } catch (error) {
      if (error instanceof GuardProblem) return error.response();
      throw error;
    }
    await next();
    return undefined;
  };
