/** Doubling at each attempt, and spread over the whole of it, so that those who failed together do not come together. */
export const backoffMs = (attempt: number, firstMs: number, longestMs: number): number =>
  Math.random() * Math.min(longestMs, firstMs * 2 ** attempt);

/** Seconds of a Retry-After header, which is a number of seconds or a date (RFC 9110 §10.2.3). */
export function retryAfterOf(header: string | null, now: number): number | null {
  if (header === null) return null;
  if (/^\d+$/.test(header)) return Number(header);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - now) / 1000));
}
