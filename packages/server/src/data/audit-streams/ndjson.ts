import type { PlacedEvent } from "../../tenancy/audit/index.ts";

/** An event as one JSON text without line breaks: the entry of the log, and where it stands. */
export const jsonOf = ({ index, entry }: PlacedEvent): string => {
  const { personal: _, v: __, ...told } = entry;
  return JSON.stringify({ index, ...told });
};

export const ndjson = (events: readonly PlacedEvent[]): string => events.map((event) => `${jsonOf(event)}\n`).join("");
