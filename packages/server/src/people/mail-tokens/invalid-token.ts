import { Problem } from "../../kernel/problem.ts";

/** A token that names an account which is not there is answered as any other token that does not work. */
export function asInvalidToken(error: unknown): never {
  if (error instanceof Problem && error.code === "account.not_found") throw new Problem("token.invalid");
  throw error;
}
