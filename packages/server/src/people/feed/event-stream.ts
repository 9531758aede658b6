import type { FeedEntry } from "@holdfast/contract";

import type { Entry, Position } from "../../tenancy/revocation/index.ts";

/** The lines of server-sent events (WHATWG HTML §9.2.6). Every event's id is a place in the log: `seq.mark`. */
const idOf = ({ seq, mark }: Position): string => `${seq}.${mark ?? ""}`;

const lines = (name: string, position: Position, body: object): string =>
  `event: ${name}\nid: ${idOf(position)}\ndata: ${JSON.stringify(body)}\n\n`;

export const entryView = ({ seq, mark, accountId, kind, subject }: Entry): FeedEntry => ({
  seq,
  mark,
  account: accountId,
  kind,
  subject,
});

export const eventOf = (entry: Entry): string => lines("revocation", entry, entryView(entry));
export const beatOf = ({ seq, mark }: Position): string => lines("beat", { seq, mark }, { seq, mark });
export const resetOf = ({ seq, mark }: Position): string => lines("reset", { seq, mark }, { seq, mark });

/** The place that an event's id names; null for what never was an id of ours. */
export function positionOf(id: string): Position | null {
  const [, seq, mark] = /^(\d{1,15})\.([0-9a-f-]{36})?$/.exec(id) ?? [];
  return seq === undefined ? null : { seq: Number(seq), mark: mark ?? null };
}
