/** What a header can hold of a token, and at least one character of it. */
const isSendable = (token: unknown): boolean => typeof token === "string" && /^[\x21-\x7e]+$/.test(token);

/**
 * The value of an Authorization header (RFC 6750 §2.1).
 * @throws TypeError for what no header can hold: fetch would refuse it in words that repeat it
 */
export function bearer(token: string): string {
  if (!isSendable(token)) throw new TypeError("the token is empty, or holds characters that no header can");
  return `Bearer ${token}`;
}

/**
 * Finds out at the start what each request would stumble over, such as a variable of the environment that is not set.
 * What a function will give is not known yet.
 * @throws TypeError
 */
export function assertSendable(option: "credential" | "token", source: unknown): void {
  if (typeof source === "function" || isSendable(source)) return;
  const fault = "it is missing or empty, or holds a space or another character that no header can";
  throw new TypeError(`${option} must be the text of a token, or a function that gives it: ${fault}`);
}
