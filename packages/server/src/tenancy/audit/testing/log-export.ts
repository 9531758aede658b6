import type { AccountId } from "@holdfast/contract";
import {
  bundlePath,
  decodeBase64Url,
  formatOpening,
  formatVerifierKey,
  type LogReport,
  memoryReader,
  parseCheckpoint,
  parseNote,
  personalFile,
  tilePath,
  tilesOf,
  tileWidth,
  verifyLogDirectory,
} from "@holdfast/proof";

import { withAccount } from "../../directory/index.ts";
import { listPersonal, originWithin, readCheckpoint, readTileFile, readVerifierKey } from "../index.ts";
import { logOrigin, noteSigner, openLogSigner } from "../log-key.ts";
import type { TestProcess } from "./deployment.ts";

export type LogFiles = Map<string, Uint8Array>;

/** Fetches a whole log as a stranger would: its checkpoint first, then every file that its size asks for. */
export async function exportLog(process: TestProcess, accountId: AccountId, minimumIndex = 0): Promise<LogFiles> {
  const within = <T>(work: Parameters<typeof withAccount<T>>[2]) => withAccount(process.directory, accountId, work);
  const files: LogFiles = new Map();
  const checkpoint = await within(readCheckpoint);
  files.set("checkpoint", Buffer.from(checkpoint));
  files.set("vkey", Buffer.from(await within((scope) => readVerifierKey(logKeyDeps(process), scope))));
  for (const tile of tilesOf(sizeOf(checkpoint))) {
    if (tile.level === 0 && (tile.index + 1) * tileWidth <= minimumIndex) continue;
    const paths = tile.level === 0 ? [tilePath(tile), bundlePath(tile)] : [tilePath(tile)];
    for (const path of paths) {
      files.set(path, await within((scope) => readTileFile(scope, path.replace(/^tile\//, ""))));
    }
  }
  // Reading from 0 on writes an event, which this checkpoint does not have yet.
  const openings = await within(async (scope) => {
    const page = { limit: sizeOf(checkpoint) };
    return (await listPersonal(scope, { from: 0, ...page }, originWithin("operator", "test"))).items;
  });
  const lines = openings
    .filter(({ index }) => index < sizeOf(checkpoint))
    .map(({ id, salt, json }) => `${formatOpening(id, salt, JSON.parse(json) as unknown)}\n`);
  files.set(personalFile, Buffer.from(lines.join("")));
  return files;
}

const sizeOf = (checkpoint: string): number => parseCheckpoint(parseNote(checkpoint).text).size;
export const headOf = (checkpoint: string) => parseCheckpoint(parseNote(checkpoint).text);
export const saltOf = (salt: string): Uint8Array => decodeBase64Url(salt) ?? new Uint8Array();

export const logKeyDeps = ({ directory, originHost }: TestProcess) => ({ keys: directory.keys, originHost });

/** The key that an auditor was given when the account was opened: made from the signer, not read from the log. */
export async function trustedKey(process: TestProcess, accountId: AccountId, region = "eu"): Promise<string> {
  const signer = await openLogSigner({ keys: process.directory.keys }, region);
  return formatVerifierKey(noteSigner(logOrigin(process.originHost, accountId), signer).key);
}

/** Verifies an export with the package that auditors use. */
export async function verifyExport(
  process: TestProcess,
  accountId: AccountId,
  files: LogFiles,
  expectation: { olderCheckpoint?: string; minimumIndex?: number } = {},
): Promise<LogReport> {
  return verifyLogDirectory(memoryReader(files), { vkey: await trustedKey(process, accountId), ...expectation });
}
