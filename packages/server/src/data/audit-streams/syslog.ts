import type { PlacedEvent } from "../../tenancy/audit/index.ts";
import { jsonOf } from "./ndjson.ts";

/** RFC 5424 section 6.2.1: facility 13, log audit. */
const facility = 13;
const severity = { informational: 6, warning: 4 } as const;

/**
 * An event as a message of RFC 5424: the event's name is MSGID, the message its JSON. No structured data: its ids have to
 * name an enterprise number, and we have none.
 */
export function syslogMessage(hostname: string, event: PlacedEvent): string {
  const { outcome, time, event: name } = event.entry;
  const priority = facility * 8 + (outcome === "refused" ? severity.warning : severity.informational);
  const header = `<${priority}>1 ${time} ${hostname.slice(0, 255)} holdfast - ${name.slice(0, 32)} -`;
  return `${header} ${jsonOf(event)}`;
}

/** RFC 5425 section 4.3: each message behind its length in bytes. */
export const syslogFrames = (hostname: string, events: readonly PlacedEvent[]): Buffer =>
  Buffer.concat(
    events.map((event) => {
      const message = Buffer.from(syslogMessage(hostname, event));
      return Buffer.concat([Buffer.from(`${message.length} `), message]);
    }),
  );
