import { lookup } from "node:dns/promises";

import { normalAddress, isLoopback, isPublicAddress } from "./address.ts";
import { EgressFailure } from "./failure.ts";
import { type EgressPolicy, meansLoopback, type Target } from "./target.ts";

/** Every address of a name, in the order in which they are to be tried. */
export type Resolve = (name: string) => Promise<readonly string[]>;

/** With its final dot, so that no search domain of this machine's own network is put behind the name. */
export const systemResolve: Resolve = async (name) => {
  const found = await lookup(name === "localhost" ? name : `${name}.`, { all: true, order: "verbatim" });
  return found.map(({ address }) => address);
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
