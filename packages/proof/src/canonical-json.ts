const depthMax = 32;

/**
 * Canonical JSON (RFC 8785): keys sorted by UTF-16 code units, no whitespace, numbers and strings as ECMAScript writes
 * them. What JSON cannot say is refused rather than dropped: undefined, NaN, lone surrogates, class instances.
 * @throws TypeError
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0);
}

function write(value: unknown, depth: number): string {
  if (depth > depthMax) throw new TypeError(`Canonical JSON is at most ${depthMax} levels deep`);
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") return writeNumber(value);
  if (typeof value === "string") return writeString(value);
  if (Array.isArray(value)) return `[${value.map((item: unknown) => write(item, depth + 1)).join(",")}]`;
  if (isPlainObject(value)) return writeObject(value, depth);
  throw new TypeError(`JSON has no ${typeof value}`);
}

function writeNumber(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError("JSON has no infinity and no NaN");
  return JSON.stringify(value);
}

function writeString(value: string): string {
  if (!value.isWellFormed()) throw new TypeError("A lone surrogate cannot be encoded");
  return JSON.stringify(value);
}

function writeObject(value: Readonly<Record<string, unknown>>, depth: number): string {
  const members = Object.keys(value).sort();
  return `{${members.map((key) => `${writeString(key)}:${write(value[key], depth + 1)}`).join(",")}}`;
}

/** Whether `value` is an object of the kind that JSON.parse makes. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
