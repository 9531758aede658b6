import { connect as connectTls, type TLSSocket } from "node:tls";

import { EgressFailure } from "./failure.ts";
import { assertPinned, pinnedLookup } from "./pinned.ts";
import type { Limits } from "./post.ts";
import { readFailure } from "./read-failure.ts";
import type { Target } from "./target.ts";

/**
 * Writes to a receiver that answers nothing, and ends. Returns when the receiver has ended as well, in order: what was
 * written had then arrived there.
 * @throws EgressFailure
 */
export async function writeTo(
  { host, port, isAddress }: Target,
  { addresses, totalMs }: Limits & { readonly addresses: readonly string[] },
  { bytes, authority }: { readonly bytes: Uint8Array; readonly authority?: string },
): Promise<void> {
  const socket = connectTls({
    host,
    port,
    lookup: pinnedLookup(addresses),
    ...(!isAddress && { servername: host }),
    minVersion: "TLSv1.3",
    ...(authority !== undefined && { ca: authority }),
  });
  const deadline = setTimeout(() => socket.destroy(new EgressFailure("too_slow")), totalMs);
  try {
    await exchange(socket, addresses, bytes);
  } catch (error) {
    throw readFailure(error);
  } finally {
    clearTimeout(deadline);
    socket.destroy();
  }
}

const exchange = (socket: TLSSocket, addresses: readonly string[], bytes: Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.once("secureConnect", () => {
      try {
        assertPinned(socket, addresses);
        socket.end(bytes);
      } catch (refusal) {
        reject(refusal);
      }
    });
    // Read and thrown away: a receiver that says something is not waited for any longer than one that does not.
    socket.resume();
    socket.once("end", () => {
      if (socket.writableFinished) resolve();
      else reject(new EgressFailure("unreachable"));
    });
    socket.once("close", () => reject(new EgressFailure("unreachable")));
  });
