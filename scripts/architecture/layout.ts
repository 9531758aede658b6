import { type Wing, wings } from "./graph.ts";

/** Where a file stands. */
export interface Place {
  /** Folder in packages/, or null for what is not in a package (test, scripts, bench). */
  readonly package: string | null;
  /** Of the server: the folder in src/, or null for its root (app.ts, config.ts, main.ts and their like). */
  readonly wing: string | null;
  /** Folder in the wing; null in the kernel and in the root. */
  readonly module: string | null;
}

export function placeOf(path: string): Place {
  const [top, name = null, src, wing, module] = path.split("/");
  if (top !== "packages") return { package: null, wing: null, module: null };
  const isInWing = name === "server" && src === "src" && wing !== undefined && module !== undefined;
  if (!isInWing) return { package: name, wing: null, module: null };
  return { package: name, wing, module: wing === "kernel" || module.includes(".") ? null : module };
}

export const isServer = (place: Place): boolean => place.package === "server";
export const isServerRoot = (place: Place): boolean => isServer(place) && place.wing === null;

export function isSameModule(one: Place, other: Place): boolean {
  return one.package === other.package && one.wing === other.wing && one.module === other.module;
}

/** The files through which a module is entered: its door, each file of the kernel, each file of the root. */
export function isDoor(path: string, place: Place): boolean {
  if (place.module === null) return true;
  return path === `packages/server/src/${place.wing}/${place.module}/index.ts`;
}

/** Position in the order of the wings; null for a folder that is none. */
export function orderOf(wing: string | null): number | null {
  const position = wings.findIndex((known) => known === wing);
  return position === -1 ? null : position;
}

export const isWing = (name: string): name is Wing => orderOf(name) !== null;

/** Tests, what only tests import, and programs for development. They may use what the packages may not. */
export function isForTests(path: string): boolean {
  return /\.(test|fixture|contract)\.tsx?$|\/testing\//.test(path) || !path.startsWith("packages/");
}

/** `tenancy/keys`, as messages name a module. */
export const nameOf = ({ wing, module }: Place): string => (module === null ? `${wing}` : `${wing}/${module}`);
