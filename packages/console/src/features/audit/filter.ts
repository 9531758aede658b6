import type { EventFilter } from "../../api/queries.ts";

/** What the list is narrowed to, as it stands in the address. Days are local, `2026-11-21`. */
export interface AuditSearch {
  readonly event?: string;
  readonly outcome?: "success" | "refused";
  readonly actor?: string;
  readonly target?: string;
  readonly from?: string;
  readonly to?: string;
}

const isDay = (raw: string): boolean => /^\d{4}-\d\d-\d\d$/.test(raw) && !Number.isNaN(Date.parse(raw));

/** Takes from an address what is a filter, and nothing else. */
export function parseSearch(raw: Readonly<Record<string, unknown>>): AuditSearch {
  const text = (name: string): string | undefined => {
    const value = raw[name];
    return typeof value === "string" && value !== "" && value.length <= 64 ? value : undefined;
  };
  const event = text("event");
  const outcome = text("outcome");
  const [actor, target, from, to] = [text("actor"), text("target"), text("from"), text("to")];
  return {
    ...(event !== undefined && { event }),
    ...((outcome === "success" || outcome === "refused") && { outcome }),
    ...(actor !== undefined && { actor }),
    ...(target !== undefined && { target }),
    ...(from !== undefined && isDay(from) && { from }),
    ...(to !== undefined && isDay(to) && { to }),
  };
}

/** The request that a filter makes. A day begins and ends at the reader's midnight. */
export function filterOf({ from, to, ...same }: AuditSearch): EventFilter {
  return {
    ...same,
    ...(from !== undefined && { since: new Date(`${from}T00:00:00.000`).toISOString() }),
    ...(to !== undefined && { until: new Date(`${to}T23:59:59.999`).toISOString() }),
  };
}
