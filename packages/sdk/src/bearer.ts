/**
 * The value of an Authorization header (RFC 6750 §2.1).
 * @throws TypeError for what no header can hold: fetch would refuse it in words that repeat it
 */
export function bearer(token: string): string {
  if (!/^[\x21-\x7e]+$/.test(token)) throw new TypeError("the token holds characters that no header can");
  return `Bearer ${token}`;
}
