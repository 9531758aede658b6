import type { Config, Log, RunningServer } from "@holdfast/server";

import type { Shell } from "../shell.ts";
import { indented, styled, table } from "../text.ts";

/** What the log tells during the start that a person wants to know. */
export interface StartFacts {
  /** Version of the embedded PostgreSQL; null when it was not started by us. */
  postgres: string | null;
}

/**
 * The operators' log for a person at a terminal: what needs attention, and what takes long at a first start. Everything
 * else is for machines.
 */
export function humanLog(shell: Shell, facts: StartFacts): Log {
  const tell = (mark: string, event: string, fields: Readonly<Record<string, unknown>> = {}): void => {
    const shown = Object.entries(fields).map(([name, value]) => `${name}=${String(value)}`);
    shell.err(`${[mark, event, ...shown].join(" ")}\n`);
  };
  return {
    info(event, fields = {}) {
      if (event === "postgres.initialised") shell.err("Making a database for this folder. This happens once.\n");
      if (event === "postgres.started") facts.postgres = String(fields["version"]);
      if (event === "postgres.crashed" || event === "postgres.restarted")
        tell(styled(shell, "yellow", "!"), event, fields);
    },
    warn: (event, fields) => tell(styled(shell, "yellow", "!"), event, fields),
    error: (event, _error, fields) => tell(styled(shell, "red", "✗"), event, fields),
  };
}

/** Where everything is, once it is there. */
export function welcome(
  shell: Shell,
  { config, running, postgres }: { config: Config; running: RunningServer; postgres: string | null },
): string {
  const rows = [
    ["Console", styled(shell, "cyan", running.url)],
    ["API", `${running.url}/docs`],
    ["Mails", mailsOf(config, running)],
    ["Database", databaseOf(config, postgres)],
    ["Root key", rootKeyOf(config)],
    ["Metrics", `${running.metricsUrl}/metrics`],
  ];
  const lines = ["", styled(shell, "bold", "Holdfast is running."), "", ...table(rows), ""];
  return `${indented([...lines, styled(shell, "dim", "Ctrl-C stops it.")])
    .map((line) => line.trimEnd())
    .join("\n")}\n\n`;
}

function mailsOf({ smtpUrl }: Config, { url }: RunningServer): string {
  if (smtpUrl === null) return `not sent, but shown at ${url}/dev/inbox`;
  return `sent through ${new URL(smtpUrl.reveal()).host}`;
}

function databaseOf({ database, dataDir }: Config, postgres: string | null): string {
  if (database !== null) return `PostgreSQL at ${new URL(database.app.reveal()).host}`;
  if (postgres === null) return `PostgreSQL of another Holdfast process, in ${dataDir}`;
  return `PostgreSQL ${postgres}, in ${dataDir}`;
}

function rootKeyOf({ kms, rootKeyFile }: Config): string {
  if (kms !== null) return `AWS KMS, ${kms.keyId}`;
  return `${rootKeyFile}; keep a copy apart: without it nothing can be read`;
}
