import type { AuditStreamView } from "@holdfast/contract";

export const formatTitles: Readonly<Record<AuditStreamView["format"], string>> = {
  ndjson: "JSON lines over https",
  ocsf: "OCSF over https",
  syslog: "Syslog over TLS",
};

export interface StreamStateWords {
  readonly words: string;
  readonly tone: "good" | "warn" | "plain";
}

export function streamStateWords({ enabled, failingSince }: AuditStreamView): StreamStateWords {
  if (!enabled) return { words: "halted", tone: "plain" };
  return failingSince === null ? { words: "on", tone: "good" } : { words: "nothing gets through", tone: "warn" };
}
