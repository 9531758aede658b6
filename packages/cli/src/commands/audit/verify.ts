import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";

import { describeFault, type LogReport, parseVerifierKey, ProofError, verifyLogDirectory } from "@holdfast/proof";
import { directoryReader } from "@holdfast/proof/node";
import type { Command } from "commander";

import { bindAction, type CommandContext, type CommandResult, examples, type Wiring } from "../../command.ts";
import { exitCodes } from "../../exit-code.ts";
import { Failure } from "../../failure.ts";
import type { Shell } from "../../shell.ts";
import { counted, formatCount, indented, styled, table } from "../../text.ts";

interface VerifyOptions {
  readonly vkey?: string;
  readonly olderCheckpoint?: string;
  readonly olderVkey?: string;
  readonly policy?: string;
  readonly platformVkey?: string;
  readonly minimumIndex: string;
  readonly faults: string;
}

export function verifyCommand(audit: Command, wiring: Wiring): void {
  const command = audit
    .command("verify")
    .argument("<dir>", "folder of an export")
    .description("check an exported audit log, offline; trusts nothing in it but what is proven")
    .option("--vkey <file>", "the log's verifier key, from somebody you trust; without it, that of the export is used")
    .option("--older-checkpoint <file>", "a checkpoint that you kept: the log must continue it")
    .option("--older-vkey <file>", "the key that signed that one, when the log's key was rotated since")
    .option("--policy <file>", "a policy of c2sp.org/tlog-policy: which witnesses must have cosigned")
    .option(
      "--platform-vkey <file>",
      "the verifier key of the platform's log: a tree that this log continues must stand there for all to see",
    )
    .option("--minimum-index <n>", "the log's entries before this index are past their retention", "0")
    .option("--faults <n>", "how many faults to print; all are counted", "20")
    .addHelpText(
      "after",
      `
Every entry, every hash of the tree, the signature, and each personal part are checked; each fault is named with its
place. Exit code 1 means: do not trust this log. No server, no settings and no network are needed, and other programs that
read c2sp.org/tlog-tiles can check the same folder.`,
    );
  bindAction<VerifyOptions>(command, wiring, verifyExport);
  examples(
    command,
    ["audit verify ./acme-log --vkey ./acme.vkey", "Check an export with a key that you trust:"],
    [
      "audit verify ./acme-log --vkey ./acme.vkey --older-checkpoint ./march.checkpoint",
      "And that it continues what you saw in March:",
    ],
  );
}

async function verifyExport(
  context: CommandContext,
  [path = ""]: readonly string[],
  options: VerifyOptions,
): Promise<CommandResult> {
  await assertFolder(path);
  const vkey = await readKey(options.vkey ?? join(path, "vkey"), options.vkey === undefined);
  const { olderCheckpoint, olderVkey, policy, platformVkey } = options;
  const report = await asUsage(
    verifyLogDirectory(directoryReader(path), {
      vkey,
      ...(olderCheckpoint !== undefined && { olderCheckpoint: await readGiven(olderCheckpoint) }),
      ...(olderVkey !== undefined && { olderVkey: await readKey(olderVkey, false) }),
      ...(platformVkey !== undefined && { platformVkey: await readKey(platformVkey, false) }),
      ...(policy !== undefined && { policy: await readGiven(policy) }),
      minimumIndex: wholeNumber("--minimum-index", options.minimumIndex),
      faultsMax: wholeNumber("--faults", options.faults),
      onProgress(entries, size) {
        context.progress.report("checking entries", entries, size);
        context.signal.throwIfAborted();
      },
    }),
  );
  const isKeyTrusted = options.vkey !== undefined;
  return {
    json: jsonOf(report, vkey, isKeyTrusted),
    text: report.ok ? soundLines(context.shell, report, { vkey, isKeyTrusted }) : faultLines(context.shell, report),
    exitCode: report.ok ? exitCodes.ok : exitCodes.refused,
  };
}

async function assertFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory() !== true) throw new Failure("usage", `there is no folder ${path}`);
}

async function readGiven(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new Failure("usage", `${file} cannot be read`, { cause: error });
  }
}

async function readKey(file: string, isOfExport: boolean): Promise<string> {
  try {
    const text = (await readGiven(file)).trim();
    parseVerifierKey(text);
    return text;
  } catch (error) {
    if (error instanceof ProofError) throw new Failure("usage", `${file}: ${error.message}`, { cause: error });
    if (!isOfExport) throw error;
    throw new Failure("usage", `${file} is not there: give the log's verifier key with --vkey`, { cause: error });
  }
}

/** What the caller brings is malformed. */
async function asUsage(verification: Promise<LogReport>): Promise<LogReport> {
  try {
    return await verification;
  } catch (error) {
    if (error instanceof ProofError) throw new Failure("usage", error.message, { cause: error });
    throw error;
  }
}

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) throw new Failure("usage", `${option} is a whole number`);
  return value;
}

const jsonOf = (report: LogReport, vkey: string, isKeyTrusted: boolean) => ({
  ok: report.ok,
  vkey,
  keyFrom: isKeyTrusted ? "option" : "export",
  checkpoint:
    report.checkpoint === null
      ? null
      : {
          origin: report.checkpoint.origin,
          size: report.checkpoint.size,
          root: Buffer.from(report.checkpoint.root).toString("base64"),
        },
  counts: report.counts,
  continuesOlder: report.continuesOlder,
  platform:
    report.platform === null
      ? null
      : {
          origin: report.platform.checkpoint.origin,
          index: report.platform.index,
          size: report.platform.head.size,
        },
  faultCount: report.faultCount,
  faults: report.faults.map((fault) => ({ ...fault, text: describeFault(fault) })),
});

function soundLines(
  shell: Shell,
  { checkpoint, counts, continuesOlder, platform }: LogReport,
  { vkey, isKeyTrusted }: { vkey: string; isKeyTrusted: boolean },
): string[] {
  const { entries, personalOpened, personalWithheld, witnesses } = counts;
  const rows = [
    ["log", checkpoint?.origin ?? ""],
    [
      "tree",
      `${counted(checkpoint?.size ?? 0, "entry", "entries")}, root ${Buffer.from(checkpoint?.root ?? []).toString("base64")}`,
    ],
    ["signed with", vkey],
    ...(witnesses > 0 ? [["witnesses", counted(witnesses, "witness", "witnesses")]] : []),
    [
      "personal",
      `${formatCount(personalOpened)} opened, ${formatCount(personalWithheld)} withheld: erased, or not exported`,
    ],
    ...(continuesOlder === true ? [["history", "continues the older checkpoint"]] : []),
    ...(platform === null ? [] : [["platform", platformLine(platform)]]),
  ];
  const doubt = [
    "",
    "The key came with the export, so this proves that the export is whole, but not whose it is.",
    "Compare the key with one from somebody you trust, and pass it with --vkey next time.",
  ];
  return [
    `${styled(shell, "green", "✓")} ${counted(entries, "entry is", "entries are")} exactly as logged.`,
    ...indented(table(rows)),
    ...(isKeyTrusted ? [] : doubt),
  ];
}

const platformLine = ({ head, index, checkpoint }: NonNullable<LogReport["platform"]>): string =>
  `${counted(head.size, "entry", "entries")} of it are under entry ${formatCount(index)} of ${checkpoint.origin}`;

function faultLines(shell: Shell, { faults, faultCount }: LogReport): string[] {
  const more = faultCount - faults.length;
  return [
    `${styled(shell, "red", "✗")} Do not trust this log: ${counted(faultCount, "fault")}.`,
    ...indented(faults.map(describeFault)),
    ...(more > 0 ? [`  and ${counted(more, "other")}: --faults ${faultCount} prints all`] : []),
  ];
}
