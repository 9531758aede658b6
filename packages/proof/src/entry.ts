import { textOf, utf8 } from "./bytes.ts";
import { isPlainObject } from "./canonical-json.ts";
import { entryBytesMax } from "./merkle-tree.ts";
import { isCommitment } from "./personal.ts";
import { ProofError } from "./proof-error.ts";

/** A public fact about an event. Nothing personal goes in here: an entry is for ever. */
export type Fact = string | number | boolean | null;

/** What a leaf of an account's log says. Ids, names and types are printable ASCII without spaces. */
export interface Entry {
  readonly v: 1;
  readonly id: string;
  readonly account: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly time: string;
  /** `noun.past` */
  readonly event: string;
  readonly actor: { readonly type: string; readonly id: string | null };
  readonly target: { readonly type: string; readonly id: string } | null;
  readonly outcome: string;
  /** The request that caused it, or null when none did. */
  readonly request: string | null;
  readonly details: Readonly<Record<string, Fact>>;
  /** Commits to the personal part (IP address, device, names), which is kept apart so that it can be erased. */
  readonly personal: string | null;
}

const matches =
  (shape: RegExp) =>
  (value: unknown): boolean =>
    typeof value === "string" && shape.test(value);
const orNull =
  (rule: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    value === null || rule(value);

const isId = matches(/^[!-~]{1,128}$/);
const isName = matches(/^[a-z][a-z0-9_]{0,63}$/);
const isEventName = matches(/^[a-z][a-z0-9_]{0,63}(?:\.[a-z][a-z0-9_]{0,63})+$/);
const isFactName = (name: string): boolean => /^[a-z][A-Za-z0-9_]{0,63}$/.test(name);

/** The fields in canonical order, and what each may hold. */
const fields = {
  account: isId,
  actor: (value: unknown) => isReference(value, orNull(isId)),
  details: isFacts,
  event: isEventName,
  id: isId,
  outcome: isName,
  personal: orNull(isCommitment),
  request: orNull(isId),
  target: orNull((value) => isReference(value, isId)),
  time: isTime,
  v: (value: unknown) => value === 1,
} as const satisfies Record<keyof Entry, (value: unknown) => boolean>;

const fieldRules = Object.entries(fields);

/**
 * Writes an entry as the log keeps it: canonical JSON in UTF-8.
 * @throws ProofError `entry.malformed`, `entry.too_large`
 */
export const encodeEntry = (entry: Entry): Uint8Array => utf8(formatEntry(entry));

/**
 * The text of an entry, which `JSON.stringify` gives once every key stands in its place. The log keeps its UTF-8.
 * @throws ProofError `entry.malformed`, `entry.too_large`
 */
export function formatEntry(entry: Entry): string {
  const value: unknown = isEntry(entry) ? entry : sorted(entry, 1);
  if (!isEntry(value)) throw new ProofError("entry.malformed", faultIn(value));
  const text = JSON.stringify(value);
  if (isTooLarge(text)) throw new ProofError("entry.too_large");
  return text;
}

/** No UTF-16 code unit takes more than three bytes of UTF-8, so that a short text need not be encoded to be measured. */
const isTooLarge = (text: string): boolean => text.length * 3 > entryBytesMax && utf8(text).length > entryBytesMax;

/** The same value with its keys in order, down to `depth` levels below; nothing of an entry lies deeper. */
function sorted(value: unknown, depth: number): unknown {
  if (!isPlainObject(value) || depth < 0) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key], depth - 1)]),
  );
}

/**
 * Reads an entry, and accepts only what `encodeEntry` writes: no unknown field, no other order, no whitespace, no
 * duplicate key. Two programs that read it cannot disagree on what it says.
 * @throws ProofError `entry.malformed`, `entry.too_large`
 */
export function parseEntry(bytes: Uint8Array): Entry {
  if (bytes.length > entryBytesMax) throw new ProofError("entry.too_large");
  const text = textOf(bytes);
  if (text === null) throw new ProofError("entry.malformed", "not UTF-8");
  const value = parseJson(text);
  if (!isEntry(value)) throw new ProofError("entry.malformed", faultIn(value));
  // Every key stands in canonical order (isEntry), so writing the value again gives the canonical form.
  if (JSON.stringify(value) !== text) throw new ProofError("entry.malformed", "not canonical JSON");
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ProofError("entry.malformed", "not JSON");
  }
}

function isEntry(value: unknown): value is Entry {
  return isPlainObject(value) && hasKeys(value, fieldRules) && fieldRules.every(([name, rule]) => rule(value[name]));
}

function faultIn(value: unknown): string {
  if (!isPlainObject(value) || !hasKeys(value, fieldRules)) return "not exactly the fields of an entry, sorted";
  return `the field ${fieldRules.find(([name, rule]) => !rule(value[name]))?.[0]}`;
}

/** Whether an object has these keys and no other, in this order. */
function hasKeys(value: Readonly<Record<string, unknown>>, expected: readonly (readonly [string, unknown])[]): boolean {
  const keys = Object.keys(value);
  return keys.length === expected.length && expected.every(([key], i) => keys[i] === key);
}

function isReference(value: unknown, idRule: (id: unknown) => boolean): boolean {
  return (
    isPlainObject(value) && Object.keys(value).join() === "id,type" && idRule(value["id"]) && isName(value["type"])
  );
}

function isFacts(value: unknown): boolean {
  if (!isPlainObject(value)) return false;
  const names = Object.keys(value);
  return names.every((name, i) => isFactName(name) && isFact(value[name]) && (i === 0 || (names[i - 1] ?? "") < name));
}

function isFact(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed();
  return value === null || typeof value === "boolean" || Number.isFinite(value);
}

const timeShape = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3])(?::[0-5]\d){2}\.\d{3}Z$/;

function isTime(value: unknown): boolean {
  if (typeof value !== "string" || !timeShape.test(value)) return false;
  // Only a day after the 28th can be one that its month has not; such a date parses to none, or to another.
  if (value.slice(8, 10) <= "28") return true;
  const time = Date.parse(value);
  return !Number.isNaN(time) && new Date(time).toISOString() === value;
}
