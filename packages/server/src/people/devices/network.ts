import { createReadStream } from "node:fs";
import { createRequire } from "node:module";

import ipaddr from "ipaddr.js";

/**
 * Networks by address from `@ip-location-db/asn`: Route Views and DB-IP, CC BY 4.0. Whoever shows a network to people
 * names DB-IP.com, as the console does.
 */
const files = { v4: "@ip-location-db/asn/asn-ipv4-num.csv", v6: "@ip-location-db/asn/asn-ipv6-num.csv" } as const;

/** Who routes an address, and what the network is mostly for, as far as its name says. */
export interface Network {
  readonly asn: number;
  readonly kind: NetworkKind;
}

export type NetworkKind = "access" | "mobile" | "hosting";

const named: readonly (readonly [NetworkKind, RegExp])[] = [
  ["mobile", /mobile|cellular|cellco|wireless|\bgsm\b|\blte\b|t-mobile|vodafone|telefonica moviles|\bjio\b|turkcell/i],
  [
    "hosting",
    /host|cloud|data ?cent|server|\bvps\b|colo|amazon|google llc|microsoft|digitalocean|hetzner|\bovh|linode|akamai|vultr|choopa|leaseweb|m247|datacamp|contabo|scaleway|oracle|alibaba|tencent|\bvpn\b|proxy|\btor\b|cdn77|mullvad/i,
  ],
];

export const kindOfNetwork = (name: string): NetworkKind =>
  named.find(([, pattern]) => pattern.test(name))?.[0] ?? "access";

interface Ranges<T extends number | bigint> {
  readonly starts: ArrayLike<T>;
  readonly ends: ArrayLike<T>;
  readonly asns: ArrayLike<number>;
}

interface Networks {
  readonly v4: Ranges<number>;
  /** By the first 64 bits: nobody routes less than a /64. */
  readonly v6: Ranges<bigint>;
  readonly kinds: ReadonlyMap<number, NetworkKind>;
}

let opened: Promise<Networks> | null = null;

/**
 * The network of an address; null for private, reserved and malformed addresses and for those that nobody routes. The
 * first question reads 33 MB, in pieces of some milliseconds each, and keeps 9 MB.
 */
export async function networkOf(address: string): Promise<Network | null> {
  if (!ipaddr.isValid(address)) return null;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== "unicast") return null;
  opened ??= readNetworks();
  const { v4, v6, kinds } = await opened;
  const bytes = parsed.toByteArray();
  const asn = bytes.length === 4 ? find(v4, Number(bigEndian(bytes))) : find(v6, bigEndian(bytes.slice(0, 8)));
  return asn === null ? null : { asn, kind: kinds.get(asn) ?? "access" };
}

const bigEndian = (bytes: readonly number[]): bigint => bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);

/** The last range that begins at or before the key, when it reaches that far. */
function find<T extends number | bigint>({ starts, ends, asns }: Ranges<T>, key: T): number | null {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? key) <= key) low = middle + 1;
    else high = middle;
  }
  const end = ends[low - 1];
  return end !== undefined && key <= end ? (asns[low - 1] ?? null) : null;
}

async function readNetworks(): Promise<Networks> {
  const kinds = new Map<number, NetworkKind>();
  const v4 = await readRanges(files.v4, kinds, Number);
  const v6 = await readRanges(files.v6, kinds, (text) => BigInt(text) >> 64n);
  return {
    v4: { starts: Uint32Array.from(v4.starts), ends: Uint32Array.from(v4.ends), asns: Uint32Array.from(v4.asns) },
    v6: { starts: BigUint64Array.from(v6.starts), ends: BigUint64Array.from(v6.ends), asns: Uint32Array.from(v6.asns) },
    kinds,
  };
}

/** Lines of `first,last,number,"name"`, in order. Only networks of a kind worth telling get an entry in `kinds`. */
async function readRanges<T>(file: string, kinds: Map<number, NetworkKind>, parse: (text: string) => T) {
  const ranges = { starts: new Array<T>(), ends: new Array<T>(), asns: new Array<number>() };
  const path = createRequire(import.meta.url).resolve(file);
  let rest = "";
  for await (const chunk of createReadStream(path, { encoding: "utf8", highWaterMark: 128 * 1024 })) {
    const lines = (rest + String(chunk)).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const [first = "", last = "", number = "", ...name] = line.split(",");
      const asn = Number(number);
      ranges.starts.push(parse(first));
      ranges.ends.push(parse(last));
      ranges.asns.push(asn);
      if (!kinds.has(asn)) kinds.set(asn, kindOfNetwork(name.join(",")));
    }
  }
  return ranges;
}
