import { readFile } from "node:fs/promises";

import type { Command } from "commander";

import { bindAction, type CommandContext, type CommandResult, examples, type Wiring } from "../../command.ts";
import { Failure } from "../../failure.ts";
import { ExportFolder } from "../../log-export/export-folder.ts";
import { exportLog, type ExportReport } from "../../log-export/export-log.ts";
import { httpLogSource } from "../../log-export/http-log-source.ts";
import { localLogSource } from "../../log-export/local-log-source.ts";
import type { LogSource } from "../../log-export/log-source.ts";
import { type GroundOptions, groundOf, permitOf } from "../support/ground.ts";
import { mustFindAccount, tokenVariable, withOperator } from "../../operator.ts";
import type { Shell } from "../../shell.ts";
import { counted, formatCount } from "../../text.ts";

interface ExportCommandOptions extends GroundOptions {
  readonly account?: string;
  readonly url?: string;
  readonly tokenFile?: string;
  readonly personal: boolean;
}
type Write = (source: LogSource, may?: { readonly personal: boolean }) => Promise<ExportReport>;

export function exportCommand(audit: Command, wiring: Wiring): void {
  const command = audit
    .command("export")
    .argument("<dir>", "folder to export to; an earlier export in it is brought up to date")
    .description("export an account's audit log in the layout of c2sp.org/tlog-tiles")
    .option("--account <id|slug>", "the account, read from the databases that the settings name")
    .option("--grant <id>", "with --account: on this support grant of the account, without personal parts")
    .option("--break-glass <reason>", "with --account: without a grant, which is mailed to its administrators at once")
    .option("--as <name>", "who you are, as the account's log is to say it; else your user on this machine")
    .option("--url <url>", "read it from this server instead: the account that the token belongs to")
    .option("--token-file <file>", `file with an access token for --url; else it is read from ${tokenVariable}`)
    .option("--no-personal", "leave out the personal parts: entries and proofs alone")
    .addHelpText(
      "after",
      `
The folder gets checkpoint, vkey, policy, tile/…, tile/entries/…, personal.ndjson, and in platform.json the proof that the
platform's own log has a checkpoint of this one. Stop it whenever you like: run it
again and it goes on. That personal parts were exported stands in the account's log.`,
    );
  bindAction<ExportCommandOptions>(command, wiring, exportAudit);
  examples(
    command,
    [
      "audit export ./acme-log --account acme --grant sgr_01kaa0000000000000000000aa",
      "Export the log of an account that has given you leave:",
    ],
    [
      "audit export ./acme-log --url https://id.example.com --token-file ./token",
      "Export it as its member, from anywhere:",
    ],
    ["audit verify ./acme-log --vkey ./acme.vkey", "Then check it, with a key that you got from somebody you trust:"],
  );
}

async function exportAudit(
  context: CommandContext,
  [path = ""]: readonly string[],
  options: ExportCommandOptions,
): Promise<CommandResult> {
  const { account, url, grant, breakGlass } = options;
  if ((account === undefined) === (url === undefined)) {
    throw new Failure("usage", "say whose log: --account, or --url with a token");
  }
  if (url !== undefined && (grant ?? breakGlass) !== undefined) {
    throw new Failure("usage", "--grant and --break-glass go with --account: a token says itself what it may read");
  }
  const write: Write = (source, may = { personal: true }) =>
    exportLog(source, new ExportFolder(path), {
      personal: options.personal && may.personal,
      signal: context.signal,
      onProgress: (what, done, total) => context.progress.report(`exporting ${what}`, done, total),
    });
  const report =
    url === undefined
      ? await exportLocally(context, { account: account ?? "", ground: groundOf(options) }, write)
      : await write(httpLogSource({ url, token: tokenOf(context.shell, options.tokenFile), signal: context.signal }));
  return { json: { folder: path, ...report }, text: linesOf(path, report) };
}

const exportLocally = (
  context: CommandContext,
  { account, ground }: { account: string; ground: ReturnType<typeof groundOf> },
  write: Write,
): Promise<ExportReport> =>
  withOperator(context, async (operator, door) => {
    const home = await mustFindAccount(operator, door, account);
    const permit = await permitOf(operator, door, home.accountId, ground);
    // What waits for its place in the log gets it now: no server may be running that would do it.
    await door.sequence(operator, home, new Set());
    await door.extendPlatformLog(operator);
    return write(localLogSource(operator, door, { accountId: home.accountId, permit }), permit);
  });

/** Never from the command line: arguments are there for every user of the machine to see. */
function tokenOf({ env }: Shell, file: string | undefined): () => Promise<string> {
  const fromEnvironment = env[tokenVariable];
  if (file === undefined && fromEnvironment === undefined) {
    throw new Failure("usage", `--url needs an access token: in ${tokenVariable}, or in a file with --token-file`);
  }
  if (file === undefined) return async () => fromEnvironment ?? "";
  return async () => {
    try {
      return (await readFile(file, "utf8")).trim();
    } catch (error) {
      throw new Failure("usage", `the token file ${file} cannot be read`, { cause: error });
    }
  };
}

function linesOf(path: string, { origin, size, fetched, openings, minimumIndex }: ExportReport): string[] {
  const personal = openings === null ? "without personal parts" : `with ${counted(openings, "personal part")}`;
  const pruned = minimumIndex === 0 ? [] : [`Entries before ${formatCount(minimumIndex)} are past their retention.`];
  const minimum = minimumIndex === 0 ? "" : ` --minimum-index ${minimumIndex}`;
  return [
    `${counted(size, "entry", "entries")} of ${origin} stand in ${path}, ${personal}; ${counted(fetched, "file")} fetched now.`,
    ...pruned,
    `Check them: holdfast audit verify ${path}${minimum}`,
  ];
}
