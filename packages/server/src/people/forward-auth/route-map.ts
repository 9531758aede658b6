import { isRight, rightSet } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import type { OriginalRequest } from "../../platform/http/index.ts";
import { isPlain, plainPath } from "./plain-path.ts";
import type { Proof, Requirement } from "./requirement.ts";

/** Which requests of a product ask for what. Nothing that no line names is open. */
export interface RouteMap {
  readonly byPrefix: ReadonlyMap<string, readonly Line[]>;
  readonly longest: number;
}

interface Line {
  /** Null: any. */
  readonly methods: readonly string[] | null;
  readonly requirement: Requirement;
}

/**
 * Reads a map: a line for each methods and path, `GET,POST /reports audit:read recent`. `*` stands for any method; after
 * the path come rights, `recent` or `factor`, or `signed-in` for whoever has signed in. `#` begins a comment.
 * @returns what is wrong with it beside the map, each with its line's number
 */
export function parseRouteMap(text: string): { map: RouteMap; faults: string[] } {
  const byPrefix = new Map<string, Line[]>();
  const faults: string[] = [];
  for (const [at, line] of text.split("\n").entries()) {
    const words = line
      .replace(/(^|\s)#.*$/, "")
      .split(/\s+/)
      .filter((word) => word !== "");
    if (words.length === 0) continue;
    const read = parseLine(words);
    if (typeof read === "string") faults.push(`line ${at + 1}: ${read}`);
    else byPrefix.set(read.prefix, [...(byPrefix.get(read.prefix) ?? []), read.line]);
  }
  if (byPrefix.size === 0 && faults.length === 0) faults.push("it has no line");
  const longest = Math.max(0, ...[...byPrefix.keys()].map(({ length }) => length));
  return { map: { byPrefix, longest }, faults };
}

function parseLine([methods = "", path = "", ...asked]: readonly string[]): { prefix: string; line: Line } | string {
  if (methods !== "*" && !/^[A-Z]+(,[A-Z]+)*$/.test(methods)) return "it begins with methods such as GET,POST or *";
  if (!path.startsWith("/") || !isPlain(path)) return `${JSON.stringify(path)} is not a plain path`;
  const requirement = parseRequirement(asked);
  if (typeof requirement === "string") return requirement;
  // `/reports/` is `/reports`: what is guarded with the slash is to be guarded without it.
  const prefix = path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
  return { prefix, line: { methods: methods === "*" ? null : methods.split(","), requirement } };
}

function parseRequirement(asked: readonly string[]): Requirement | string {
  if (asked.length === 0) return "after the path comes what it asks for; `signed-in` for a session alone";
  const strange = asked.find((word) => !isRight(word) && !words.has(word));
  if (strange !== undefined) return `${JSON.stringify(strange)} is not a right, nor signed-in, recent or factor`;
  const proof: Proof | null = asked.includes("factor") ? "factor" : asked.includes("recent") ? "recent" : null;
  return { rights: rightSet(asked.filter(isRight)), proof };
}

const words: ReadonlySet<string> = new Set(["signed-in", "recent", "factor"]);

/**
 * What a request is asked for: each of these. The longest prefix decides alone: a method that it does not name is not
 * open by a shorter one, for whoever wrote it thought of the others as well.
 * @throws Problem(`forward_auth.path_ambiguous`), Problem(`forward_auth.unmapped`)
 */
export function requirementsAt(map: RouteMap, { method, target }: OriginalRequest): Requirement[] {
  const path = plainPath(target);
  if (path === null) throw new Problem("forward_auth.path_ambiguous");
  const deciding = linesFor(map, path);
  // Servers that take `/ADMIN` or a wide letter for `/admin` would open by another line than this.
  const folded = path.normalize("NFKC").toLowerCase();
  if (folded !== path && (!isPlain(folded) || !areSame(linesFor(map, folded), deciding))) {
    throw new Problem("forward_auth.path_ambiguous");
  }
  // RFC 9110 §9.3.2: HEAD is GET without the content.
  const asked = method === "HEAD" ? "GET" : method;
  return deciding.map((lines) => {
    const line = lines.find(({ methods }) => methods === null || methods.includes(asked));
    if (line === undefined) throw new Problem("forward_auth.unmapped");
    return line.requirement;
  });
}

const none: readonly Line[] = [];

/**
 * The lines of the longest prefix. A prefix ends at a slash, or at a dot: `/users.json` is `/users` to frameworks that
 * take the ending for a format. Whether `/api.internal` is that or a place of its own nobody can tell: it is asked for what
 * the prefix says, and for what it would be asked for without it.
 */
function linesFor({ byPrefix, longest }: RouteMap, path: string): (readonly Line[])[] {
  const found: (readonly Line[])[] = [];
  for (let end = path.length; end > 1; end = Math.max(path.lastIndexOf("/", end - 1), path.lastIndexOf(".", end - 1))) {
    const lines = end > longest ? undefined : byPrefix.get(path.slice(0, end));
    if (lines === undefined) continue;
    found.push(lines);
    const isAmbiguous = path[end] === ".";
    if (!isAmbiguous) return found;
  }
  return [...found, byPrefix.get("/") ?? none];
}

const areSame = <T>(some: readonly T[], others: readonly T[]): boolean =>
  some.length === others.length && some.every((one, n) => one === others[n]);
