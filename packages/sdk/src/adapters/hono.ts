import { type Guard, GuardProblem, type Needs } from "../guard/index.ts";
import { admit } from "./request.ts";

export { identityOf } from "./request.ts";

interface HonoContext {
  readonly req: { header(name: string): string | undefined };
}

/**
 * A Hono middleware that lets verified requests pass. `identityOf` takes the context.
 * @example
 * app.use("/api/*", guarded(guard));
 * app.get("/api/me", (c) => c.json({ user: identityOf(c).user }));
 */
export const guarded =
  (guard: Guard, needs: Needs = {}) =>
  async (context: HonoContext, next: () => Promise<void>): Promise<Response | undefined> => {
    try {
      await admit({ guard, needs, request: context, authorization: context.req.header("authorization") });
    } catch (error) {
      if (error instanceof GuardProblem) return error.response();
      throw error;
    }
    await next();
    return undefined;
  };
