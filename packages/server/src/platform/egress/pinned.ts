import type { LookupFunction, Socket } from "node:net";
import { isIPv6 } from "node:net";

import { normalAddress } from "./address.ts";
import { EgressFailure } from "./failure.ts";

/** Answers what was looked up and checked before, whatever name is asked for: between check and use nothing can change. */
export const pinnedLookup =
  (addresses: readonly string[]): LookupFunction =>
  (_name, options, callback) => {
    const found = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
    const [first] = found;
    if (first === undefined) callback(new EgressFailure("destination"), "", 4);
    else if (options.all === true) callback(null, found);
    else callback(null, first.address, first.family);
  };

/** The last net: whom the socket is connected to, whatever happened on the way there. @throws EgressFailure */
export function assertPinned(socket: Pick<Socket, "remoteAddress">, addresses: readonly string[]): void {
  const peer = normalAddress(socket.remoteAddress ?? "");
  if (peer === null || !addresses.includes(peer)) throw new EgressFailure("destination");
}
