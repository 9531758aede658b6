const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";

/** Whether a unique constraint refused the row; `constraint` narrows it to one. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (codeOf(error) !== "23505") return false;
  if (constraint === undefined) return true;
  return error instanceof Error && "constraint_name" in error && error.constraint_name === constraint;
}

/** Whether the database refused because no account is bound to the transaction (`current_account()`). */
export const isWithoutAccount = (error: unknown): boolean => codeOf(error) === "HF001";

const unreachable = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOENT",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "CONNECT_TIMEOUT",
  "CONNECTION_CLOSED",
  "CONNECTION_ENDED",
  "CONNECTION_DESTROYED",
  // cancelled by timeout, read-only (a failover), shutdown, crash, starting up, a disk that fails
  "57014",
  "25006",
  "57P01",
  "57P02",
  "57P03",
  "58030",
]);

/** Of the connection (08), and of what a server has too little of (53): room on its disk, memory, connections. */
const unavailableClass = /^(?:08|53)/;

/** Whether the database could not be asked, as opposed to having refused. Such requests are answered 503. */
export const isUnavailable = (error: unknown): boolean =>
  unreachable.has(codeOf(error)) || unavailableClass.test(codeOf(error));
