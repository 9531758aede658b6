/**
 * The path of a request target, decoded, if every server reads the same path in it; else null. Proxies, frameworks and
 * file systems differ in what they do with empty and dot segments, backslashes, path parameters and escapes, and what one
 * takes for a harmless path is the administration to the next. Such a path is not repaired: it is refused.
 */
export function plainPath(target: string): string | null {
  const query = target.indexOf("?");
  const raw = query === -1 ? target : target.slice(0, query);
  if (raw.length > longestPath || !rawShape.test(raw)) return null;
  const path = raw.includes("%") ? decode(raw) : raw;
  return path !== null && isPlain(path) ? path : null;
}

/** Longer than any real one; it bounds what a look-up in the map may cost. */
const longestPath = 4096;

/** RFC 3986 §3.3 without `;`, which some servers cut paths at, and without the escape of a slash, which some take for one. */
const rawShape = /^\/(?:[A-Za-z0-9\-._~!$&'()*+,=:@/]|%(?!2[fF])[0-9A-Fa-f]{2})*$/;

function decode(raw: string): string | null {
  try {
    return decodeURIComponent(raw);
  } catch {
    // Bytes that are not UTF-8: whatever a server makes of them, it is not what another does.
    return null;
  }
}

/** Has no empty or dot segment, and nothing that could become one, be trimmed, cut the path off or be decoded once more. */
export const isPlain = (path: string): boolean => !odd.test(path) && !oddSegment.test(path);

// oxlint-disable-next-line no-control-regex -- they are what is looked for
const odd = /[\u0000-\u001f\u007f\\;%?#]|\/\//;
const oddSegment = /\/\.{1,2}(?:\/|$)|\/\s|\s(?:\/|$)/;
