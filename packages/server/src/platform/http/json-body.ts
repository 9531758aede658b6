import { Problem } from "../../kernel/problem.ts";

export const deepestJson = 16;

const forbiddenKeys = new Set(["__proto__", "constructor", "prototype"]);

/**
 * Parses a JSON body within bounds: nesting is measured before parsing; keys that reach an object's prototype are refused
 * wherever they stand, and so is text that is not Unicode (RFC 7493 §2.1), which could not be stored as it was sent.
 * @throws Problem(`request.malformed`)
 */
export function parseJsonBody(text: string): unknown {
  if (nesting(text) > deepestJson) throw malformed("The JSON is nested too deeply.");
  try {
    return JSON.parse(text, (key: string, value: unknown) => {
      if (forbiddenKeys.has(key)) throw new SyntaxError("forbidden key");
      if (!key.isWellFormed() || (typeof value === "string" && !value.isWellFormed())) {
        throw new SyntaxError("lone surrogate");
      }
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
