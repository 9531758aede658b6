import { Problem } from "./problem.ts";

/** As the runtime and databases give them: `ECONNRESET`, `FST_ERR_CTP_BODY_TOO_LARGE`, SQLSTATE. */
const plainCode = /^(?:[A-Z][A-Z0-9_]{1,40}|[0-9A-Z]{5})$/;

/** The code of an error: ours, the runtime's or a database's. `other` for any other text, which may be what somebody sent. */
export function errorCodeOf(error: Error): string | null {
  if (error instanceof Problem) return error.code;
  if (!("code" in error) || typeof error.code !== "string") return null;
  return plainCode.test(error.code) ? error.code : "other";
}
