import { riskDecisions, type SightingId } from "@holdfast/contract";
import { type Static, Type } from "typebox";
import { Compile } from "typebox/compile";

import type { RequestFacts } from "../../platform/http/index.ts";
import { countryOf, describeDevice, networkOf } from "../devices/index.ts";

const TextOrNull = Type.Union([Type.String(), Type.Null()]);
const NumberOrNull = Type.Union([Type.Number(), Type.Null()]);

/** Where somebody was who tried to sign in, and with what. */
const Where = {
  address: TextOrNull,
  country: TextOrNull,
  network: NumberOrNull,
  networkKind: Type.Union([Type.Literal("access"), Type.Literal("mobile"), Type.Literal("hosting"), Type.Null()]),
  device: Type.String(),
  browser: TextOrNull,
  system: TextOrNull,
};
const Whence = Type.Object(Where);
export type Whence = Static<typeof Whence>;

/** What a row remembers of a try to sign in. Sealed. */
const Seen = Type.Object({
  ...Where,
  method: Type.String(),
  decision: Type.Unsafe<(typeof riskDecisions)[number]>(Type.Union(riskDecisions.map((name) => Type.Literal(name)))),
  reasons: Type.Array(Type.String()),
});
export type Seen = Static<typeof Seen>;

/** A sign-in that its user has disowned, as its incident remembers it. Sealed. */
const Disowned = Type.Object({ ...Where, at: Type.Number() });
export type Disowned = Static<typeof Disowned>;

const shapes = { seen: Compile(Seen), disowned: Compile(Disowned) };

/** @throws when the JSON of a row is not what this module writes. */
export const parseSeen = (json: string): Seen => shapes.seen.Parse(JSON.parse(json));
export const parseDisowned = (json: string): Disowned => shapes.disowned.Parse(JSON.parse(json));

/** A request that wants to sign in. */
export interface Arrival extends RequestFacts {
  /** What the browser's device cookie holds; null for whoever keeps none, as programs do. */
  readonly deviceSecret: string | null;
  readonly whence: Whence;
}

/** Looks up where a request comes from. Before any transaction: the first look-up of a process takes a second. */
export async function arrivalOf(request: RequestFacts, deviceSecret: string | null): Promise<Arrival> {
  const { kind, browser, system } = describeDevice(request);
  const network = await networkOf(request.address);
  const whence: Whence = {
    address: request.address === "" ? null : request.address,
    country: countryOf(request.address),
    network: network?.asn ?? null,
    networkKind: network?.kind ?? null,
    device: kind,
    browser,
    system,
  };
  return { ...request, deviceSecret, whence };
}

export const seenPlace = (row: SightingId) =>
  ({ purpose: "protection", table: "sightings", column: "seen_sealed", row }) as const;
