import { normalAddress, isLoopback, isPublicAddress } from "./address.ts";
import { EgressFailure } from "./failure.ts";

export type Scheme = "https" | "http" | "syslog+tls";

/** What may be sent to. Development alone opens this machine: there without TLS too, and on every port. */
export interface EgressPolicy {
  readonly loopback: "closed" | "open";
}

/** Where a request goes, as somebody wrote it down; nothing has been looked up yet. */
export interface Target {
  readonly scheme: Scheme;
  /** A name in lower case, or an address without brackets. */
  readonly host: string;
  readonly port: number;
  /** With the query. */
  readonly path: string;
  /** Whether `host` is an address. */
  readonly isAddress: boolean;
}

const usualPorts: Readonly<Record<Scheme, number>> = { https: 443, http: 80, "syslog+tls": 6514 };
/** A port of its own is a service that speaks TLS and was meant to be reached; everything else is a way to probe. */
const openPorts: Readonly<Record<Scheme, readonly number[]>> = {
  https: [443, 8443, 8088],
  http: [],
  "syslog+tls": [6514],
};

const parts = /^([a-z+]+):\/\/([^/?#]*)([/?][^#]*)?$/;
const authority = /^(\[[0-9a-f:.]+\]|[0-9a-z.-]+)(?::([1-9][0-9]{0,4}))?$/;
const longest = 2048;

/**
 * Reads an address in the one notation that everybody reads alike. What parsers differ about is refused, not mended:
 * numbers in place of dotted addresses, escapes and other alphabets in hosts, users, fragments, backslashes, white space.
 * @throws EgressFailure
 */
export function parseTarget(raw: string, schemes: readonly Scheme[], policy: EgressPolicy): Target {
  if (raw.length > longest || !/^[!-~]+$/.test(raw) || raw.includes("\\")) throw new EgressFailure("notation");
  const [, name = "", where = "", path = "/"] = parts.exec(raw) ?? [];
  if (where === "") throw new EgressFailure("notation");
  const scheme = (["https", "http", "syslog+tls"] as const).find((known) => known === name);
  if (scheme === undefined || !schemes.includes(scheme)) throw new EgressFailure("scheme");
  if (where.includes("@")) throw new EgressFailure("credentials");
  const [, bracketed = "", port = String(usualPorts[scheme])] = authority.exec(where.toLowerCase()) ?? [];
  const host = bracketed.replace(/^\[|\]$/g, "");
  const isAddress = normalAddress(host) !== null;
  if (!isAddress && !isName(host)) throw new EgressFailure("notation");
  if (readElsewhere(bracketed) !== (isAddress ? normalAddress(host) : host)) throw new EgressFailure("notation");
  const target = { scheme, host, port: Number(port), path: path.startsWith("?") ? `/${path}` : path, isAddress };
  assertOpen(target, policy);
  return target;
}

/** What the parser of the platform makes of a host. */
function readElsewhere(host: string): string | null {
  const url = URL.parse(`https://${host}/`);
  if (url === null) return null;
  const read = url.hostname.replace(/^\[|\]$/g, "");
  return normalAddress(read) ?? read;
}

/** RFC 1123 section 2.1: labels, and a last one that is no number. One label alone is somebody's local name. */
const label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const nameShape = new RegExp(`^(?:${label}\\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$`);
const isName = (host: string): boolean => host === "localhost" || (host.length <= 253 && nameShape.test(host));

/** Names that lead nowhere in public (RFC 6761, RFC 8375, RFC 9476), and what insides are usually called. */
const closedNames = [
  "localhost",
  "local",
  "internal",
  "intranet",
  "private",
  "corp",
  "home",
  "lan",
  "localdomain",
  "home.arpa",
  "in-addr.arpa",
  "ip6.arpa",
  "alt",
  "onion",
  "invalid",
  "test",
  "svc",
];

const isClosedName = (host: string): boolean =>
  closedNames.some((closed) => host === closed || host.endsWith(`.${closed}`));

/** Whether it can be this machine, as far as the address itself tells. */
export const meansLoopback = ({ host, isAddress }: Pick<Target, "host" | "isAddress">): boolean =>
  isAddress ? isLoopback(host) : host === "localhost";

function assertOpen(target: Target, { loopback }: EgressPolicy): void {
  const { scheme, host, port, isAddress } = target;
  if (loopback === "open" && meansLoopback(target)) return;
  if (scheme === "http") throw new EgressFailure("scheme");
  if (isAddress && !isPublicAddress(host)) throw new EgressFailure("destination");
  if (!isAddress && isClosedName(host)) throw new EgressFailure("name");
  if (!openPorts[scheme].includes(port)) throw new EgressFailure("port");
}
