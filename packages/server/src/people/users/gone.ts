import { Problem } from "../../kernel/problem.ts";

/** What stands in for what depends on a user, or on a role, that was deleted meanwhile. */
export async function orGone<T>(standIn: T, look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof Problem && (error.code === "user.not_found" || error.code === "role.not_found"))
      return standIn;
    throw error;
  }
}
