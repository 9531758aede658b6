import { Problem } from "../../kernel/problem.ts";

export const deepestJson = 16;

/**
 * Parses a JSON body within bounds: nesting is measured before parsing, and keys that reach an object's prototype are
 * refused wherever they stand.
 * @throws Problem(`request.malformed`)
 */
export function parseJsonBody(text: string): unknown {
  if (nesting(text) > deepestJson) throw malformed("The JSON is nested too deeply.");
  try {
    return JSON.parse(text, (key: string, value: unknown) => {
      if (key === "__proto__" || key === "constructor" || key === "prototype") throw new SyntaxError("forbidden key");
      return value;
    });
  } catch (error) {
    throw malformed("The body is not JSON.", error);
  }
}

const malformed = (detail: string, cause?: unknown): Problem => new Problem("request.malformed", { detail, cause });

/** How deep arrays and objects nest, counting brackets outside strings. */
function nesting(text: string): number {
  let depth = 0;
  let most = 0;
  let inString = false;
  for (let i = 0; i < text.length; i += 1) {
    const char = text.charCodeAt(i);
    if (inString) {
      if (char === 0x5c) i += 1;
      else if (char === 0x22) inString = false;
    } else if (char === 0x22) inString = true;
    else if (char === 0x7b || char === 0x5b) most = Math.max(most, (depth += 1));
    else if (char === 0x7d || char === 0x5d) depth -= 1;
  }
  return most;
}
