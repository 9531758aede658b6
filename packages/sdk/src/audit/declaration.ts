import type { AppEventName, RecordedEvent } from "@holdfast/contract";

export type FactKind = "string" | "number" | "boolean";

/** What stands in a part of an event: names of facts and their kinds; `?` for one that may be left out. */
export type FactsDeclared = Readonly<Record<string, FactKind | `${FactKind}?`>>;

/** One event of a product. */
export interface EventDeclared {
  /** The kind of thing that it is about, such as `ticket`; left out, it is about nothing but who acted. */
  readonly target?: string;
  /** Public and for ever, in the log itself: ids, settings, counts. Nothing that says who a person is. */
  readonly details?: FactsDeclared;
  /** Encrypted, and erased with the person: names, addresses, before and after. */
  readonly personal?: FactsDeclared;
}

/** Events by their names, `noun.past`; in the log they are `app.noun.past`. */
export type Declarations = Readonly<Record<string, EventDeclared>>;

interface Kinds {
  readonly string: string;
  readonly number: number;
  readonly boolean: boolean;
}

type KindOf<F> = F extends `${infer K extends FactKind}?` ? Kinds[K] : F extends FactKind ? Kinds[F] : never;

type Facts<D extends FactsDeclared> = {
  readonly [N in keyof D as D[N] extends FactKind ? N : never]: KindOf<D[N]>;
} & { readonly [N in keyof D as D[N] extends FactKind ? never : N]?: KindOf<D[N]> };

/** A part of an event: absent where none is declared, and optional where nothing in it is required. */
type Part<K extends string, D> = D extends FactsDeclared
  ? // oxlint-disable-next-line typescript/no-empty-object-type -- asks whether an empty object would do
    {} extends Facts<D>
    ? { readonly [key in K]?: Facts<D> }
    : { readonly [key in K]: Facts<D> }
  : { readonly [key in K]?: never };

type Target<D> = D extends string ? { readonly target: string } : { readonly target?: never };

/** Who acted: a user, who may come by an API key, as the guard says it; or the product itself. */
export type Actor =
  | { readonly account: string; readonly user: string; readonly key?: string | null }
  | { readonly account: string; readonly app: string };

interface Told {
  readonly by: Actor;
  readonly outcome?: "success" | "refused";
  /** Whose the personal part is; left out, the acting user's. */
  readonly subject?: string;
  /** The request to the product that caused it, by an id of the product's own. */
  readonly request?: string;
}

/** An event as it was declared. */
export type EventOf<D extends Declarations> = {
  [N in keyof D & string]: Told & { readonly event: N } & Part<"details", D[N]["details"]> &
    Part<"personal", D[N]["personal"]> &
    Target<D[N]["target"]>;
}[keyof D & string];

/** An event whatever its declaration, as the machinery below sees it. */
export interface AnyEvent extends Told {
  readonly event: string;
  readonly target?: string;
  readonly details?: object;
  readonly personal?: object;
}

const nameShape = /^[a-z][a-z0-9_]{0,31}(\.[a-z][a-z0-9_]{0,31}){0,2}$/;
const kindShape = /^[a-z][a-z0-9_]{0,63}$/;
const factShape = /^[a-z][A-Za-z0-9_]{0,63}$/;
const idShape = /^[!-~]{1,128}$/;
const longestName = 56;
const limits = { details: { facts: 16, characters: 500 }, personal: { facts: 32, characters: 2000 } } as const;
type PartName = keyof typeof limits;

/** @throws TypeError for declarations that the server would refuse: at the start, and not with the first event */
export function assertDeclarations(declarations: Declarations): void {
  for (const [name, { target, details = {}, personal = {} }] of Object.entries(declarations)) {
    if (!nameShape.test(name) || name.length > longestName) throw new TypeError(`not the name of an event: ${name}`);
    if (target !== undefined && !kindShape.test(target)) throw new TypeError(`not a kind of target: ${target}`);
    if (Object.hasOwn(details, "creator")) throw new TypeError(`${name} cannot have a detail "creator": it is ours`);
    assertFacts(name, "details", details);
    assertFacts(name, "personal", personal);
  }
}

function assertFacts(name: string, part: PartName, facts: FactsDeclared): void {
  const names = Object.keys(facts);
  if (names.length > limits[part].facts) throw new TypeError(`${name} has too many facts in ${part}`);
  for (const fact of names) if (!factShape.test(fact)) throw new TypeError(`not the name of a fact: ${fact}`);
}

type WithoutId = Omit<RecordedEvent, "id">;

/**
 * The event as it is sent.
 * @throws TypeError for one that was not declared so. Values are never repeated in it: they may be personal
 */
export function recordedOf(declarations: Declarations, told: AnyEvent): WithoutId {
  const { event, by, outcome = "success", target, details, personal, subject, request } = told;
  const declared = Object.hasOwn(declarations, event) ? declarations[event] : undefined;
  if (declared === undefined) throw new TypeError(`the event ${event} was not declared`);
  return {
    account: prefixed("acc", by.account, "account"),
    event: `app.${event}` satisfies AppEventName,
    actor: actorOf(by),
    target: targetOf(event, declared.target, target),
    outcome,
    ...(request !== undefined && { request: plain(request, "request") }),
    details: factsOf(event, "details", declared.details, details),
    personal: factsOf(event, "personal", declared.personal, personal),
    ...(subject !== undefined && { subject: prefixed("usr", subject, "subject") }),
  };
}

function actorOf(by: Actor): RecordedEvent["actor"] {
  if ("app" in by) return { type: "app", id: plain(by.app, "app") };
  const user = prefixed("usr", by.user, "user");
  const { key = null } = by;
  return key === null ? { type: "user", id: user } : { type: "key", id: prefixed("key", key, "key"), creator: user };
}

function targetOf(event: string, kind: string | undefined, id: string | undefined): RecordedEvent["target"] {
  if (kind === undefined && id === undefined) return null;
  if (kind === undefined || id === undefined) throw new TypeError(`${event}: the target is not as declared`);
  return { type: kind, id: plain(id, "target") };
}

function factsOf(
  event: string,
  part: PartName,
  declared: FactsDeclared = {},
  given: object = {},
): RecordedEvent["details"] {
  const facts: Record<string, Fact> = {};
  for (const [name, value] of Object.entries<unknown>({ ...given })) {
    if (!isFact(value) || !fits(declared[name], value, limits[part].characters)) {
      throw new TypeError(`${event}: the fact ${name} in ${part} is not as declared`);
    }
    facts[name] = value;
  }
  for (const [name, kind] of Object.entries(declared)) {
    if (!kind.endsWith("?") && !Object.hasOwn(facts, name)) throw new TypeError(`${event}: ${part} needs ${name}`);
  }
  return facts;
}

type Fact = Kinds[keyof Kinds];

const isFact = (value: unknown): value is Fact => ["string", "number", "boolean"].includes(typeof value);

function fits(declared: string | undefined, value: Fact, characters: number): boolean {
  if (typeof value !== declared?.replace("?", "")) return false;
  if (typeof value === "number") return Number.isFinite(value);
  return typeof value !== "string" || (lengthOf(value) <= characters && value.isWellFormed());
}

/** As JSON Schema counts: code points. */
const lengthOf = (text: string): number => Array.from(text).length;

function plain(id: string, what: string): string {
  if (!idShape.test(id)) throw new TypeError(`${what} is no id: up to 128 visible ASCII characters`);
  return id;
}

function prefixed<P extends string>(prefix: P, id: string, what: string): `${P}_${string}` {
  if (!/^[0-9a-hjkmnp-tv-z]{26}$/.test(id.slice(4)) || !isPrefixed(prefix, id)) throw new TypeError(`${what} is no id`);
  return id;
}

const isPrefixed = <P extends string>(prefix: P, id: string): id is `${P}_${string}` => id.startsWith(`${prefix}_`);
