import { Secret } from "../../kernel/secret.ts";
import { type Egress, EgressFailure } from "../../platform/egress/index.ts";
import type { PlacedEvent } from "../../tenancy/audit/index.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { ndjson } from "./ndjson.ts";
import { ocsfLines } from "./ocsf.ts";
import { place, type Stream } from "./stream.ts";
import { syslogFrames } from "./syslog.ts";

/** Where a stream goes, opened. */
export interface Destination {
  readonly format: Stream["format"];
  readonly url: Secret<string>;
  readonly authority: string | null;
  readonly authorization: Secret<string> | null;
}

export function destinationOf({ keys }: AccountScope, stream: Stream): Destination {
  const { id, format, urlSealed, authoritySealed, authorizationSealed } = stream;
  return {
    format,
    url: new Secret(keys.openText(place(id, "url_sealed"), urlSealed)),
    authority: authoritySealed === null ? null : keys.openText(place(id, "authority_sealed"), authoritySealed),
    authorization:
      authorizationSealed === null
        ? null
        : new Secret(keys.openText(place(id, "authorization_sealed"), authorizationSealed)),
  };
}

/**
 * Sends events in one piece. @returns why they did not arrive, as far as the receiver lets us know; null when they did.
 * A syslog receiver acknowledges nothing: there it means that it took all bytes and ended in order.
 */
export async function send(
  egress: Egress,
  hostname: string,
  destination: Destination,
  events: readonly PlacedEvent[],
): Promise<string | null> {
  const { format, url, authority, authorization } = destination;
  const pinned = authority === null ? {} : { authority };
  try {
    if (format === "syslog") {
      await egress.write(url.reveal(), { bytes: syslogFrames(hostname, events), ...pinned });
      return null;
    }
    const { status } = await egress.post(url.reveal(), {
      headers: {
        "content-type": "application/x-ndjson",
        ...(authorization !== null && { authorization: authorization.reveal() }),
      },
      body: format === "ocsf" ? ocsfLines(hostname, events) : ndjson(events),
      ...pinned,
    });
    return status >= 200 && status < 300 ? null : `status ${status}`;
  } catch (error) {
    if (error instanceof EgressFailure) return error.rule;
    throw error;
  }
}
