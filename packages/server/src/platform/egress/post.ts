import { buildConnector, Client, type Dispatcher } from "undici";

import { monotonic } from "../../kernel/clock.ts";
import { EgressFailure } from "./failure.ts";
import { assertPinned, pinnedLookup } from "./pinned.ts";
import { readFailure } from "./read-failure.ts";
import type { Target } from "./target.ts";

export interface Post {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** The only authority that the receiver's certificate may come from, in PEM; without, those of the system. */
  readonly authority?: string;
}

/** What a receiver answered. What else it said is not read: nobody inside is told anything by it. */
export interface Answer {
  readonly status: number;
  /** Seconds that it asks to wait, where it does. */
  readonly retryAfter: number | null;
  readonly milliseconds: number;
}

export interface Limits {
  /** For everything together, from the first packet to the answer's header. */
  readonly totalMs: number;
}

const headBytesMax = 16 * 1024;

/**
 * One request on a connection of its own, which goes to the addresses given and to no other. The name is still what the
 * certificate must be for, and what the receiver reads in `Host`.
 * @throws EgressFailure
 */
export async function postTo(
  target: Target,
  { addresses, totalMs }: Limits & { readonly addresses: readonly string[] },
  post: Post,
): Promise<Answer> {
  const began = monotonic();
  const client = new Client(originOf(target), {
    connect: connectorTo(addresses, totalMs, post.authority),
    headersTimeout: totalMs,
    bodyTimeout: totalMs,
    maxHeaderSize: headBytesMax,
  });
  try {
    const { statusCode, headers, body } = await client.request({
      method: "POST",
      path: target.path,
      headers: { "user-agent": "Holdfast", ...post.headers },
      body: post.body,
      // Timeouts of the parts do not add up to one of the whole: somebody may send a byte now and then.
      signal: AbortSignal.timeout(totalMs),
    });
    // It is torn away with its connection, which is no error of this request.
    body.on("error", () => {});
    if (statusCode >= 300 && statusCode < 400) throw new EgressFailure("redirected");
    return { status: statusCode, retryAfter: secondsIn(headers), milliseconds: monotonic() - began };
  } catch (error) {
    throw readFailure(error);
  } finally {
    await client.destroy();
  }
}

const originOf = ({ scheme, host, port }: Target): string =>
  `${scheme}://${host.includes(":") ? `[${host}]` : host}:${port}`;

function connectorTo(addresses: readonly string[], timeout: number, ca?: string): buildConnector.connector {
  const connect = buildConnector({
    lookup: pinnedLookup(addresses),
    timeout,
    allowH2: false,
    maxCachedSessions: 0,
    minVersion: "TLSv1.3",
    ...(ca !== undefined && { ca }),
  });
  return (options, callback) =>
    connect(options, (...connected) => {
      const [error, socket] = connected;
      if (error !== null) return callback(error, null);
      try {
        assertPinned(socket, addresses);
        callback(null, socket);
      } catch (refusal) {
        socket.destroy();
        callback(refusal instanceof Error ? refusal : new EgressFailure("destination"), null);
      }
    });
}

/** RFC 9110 section 10.2.3, as a number of seconds alone: a date is for clocks that agree. */
function secondsIn(headers: Dispatcher.ResponseData["headers"]): number | null {
  const raw = headers["retry-after"];
  return typeof raw === "string" && /^\d{1,6}$/.test(raw) ? Number(raw) : null;
}
