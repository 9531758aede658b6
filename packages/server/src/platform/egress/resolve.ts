import { lookup, Resolver } from "node:dns/promises";

import { normalAddress, isLoopback, isPublicAddress } from "./address.ts";
import { EgressFailure } from "./failure.ts";
import { type EgressPolicy, meansLoopback, type Target } from "./target.ts";

/** Every address of a name, in the order in which they are to be tried. */
export type Resolve = (name: string) => Promise<readonly string[]>;

/** For each family of addresses: the name servers in turn, twice. */
const asking = { timeout: 3000, tries: 2 } as const;

/**
 * Asks name servers, of the system where none are given. Not by the system's own way (getaddrinfo): that waits in the few
 * threads in which every name that this process looks up waits, and so whoever has a name server that does not answer
 * would keep mails from getting out. No search domain is put behind a name, and no hosts file is read.
 */
export const resolveBy =
  (servers?: readonly string[]): Resolve =>
  async (name) => {
    // A new one each time: it reads the system's settings when it is made.
    const resolver = new Resolver(asking);
    if (servers !== undefined) resolver.setServers(servers);
    const families = await Promise.all(
      [resolver.resolve4(name), resolver.resolve6(name)].map((found) => found.catch((): string[] => [])),
    );
    return families.flat();
  };

/** The loopback's name is for this machine to know (RFC 6761 section 6.3), and is open in development alone. */
export const systemResolve: Resolve = async (name) => {
  if (name !== "localhost") return resolveBy()(name);
  return (await lookup(name, { all: true, order: "verbatim" })).map(({ address }) => address);
};

/**
 * The addresses of a target, asked for once. One that may not be sent to closes them all: a name that leads both out and
 * inside waits for whoever picks the wrong one.
 * @throws EgressFailure
 */
export async function openAddresses(target: Target, policy: EgressPolicy, resolve: Resolve): Promise<string[]> {
  const found = target.isAddress ? [target.host] : await ask(target.host, resolve);
  const addresses = found.map((raw) => normalAddress(raw));
  const isOpen = policy.loopback === "open" && meansLoopback(target) ? isLoopback : isPublicAddress;
  const open = addresses.filter((address): address is string => address !== null && isOpen(address));
  if (open.length === 0 || open.length < found.length) throw new EgressFailure("destination");
  return open;
}

async function ask(name: string, resolve: Resolve): Promise<readonly string[]> {
  try {
    return await resolve(name);
  } catch (cause) {
    throw new EgressFailure("destination", { cause });
  }
}
