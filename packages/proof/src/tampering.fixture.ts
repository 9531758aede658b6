import { memoryReader } from "./directory-reader.ts";
import type { Fault } from "./fault.ts";
import { type LogExpectation, type LogReport, verifyLogDirectory } from "./log-directory.ts";
import { type Files, freshSigner } from "./sample-log.fixture.ts";
import { formatVerifierKey } from "./verifier-key.ts";

/** The log that these tests tamper with, and its key as its readers know it. */
export const signer = freshSigner("holdfast.example/log/acc_1");
export const vkey = formatVerifierKey(signer.key);

/** Verifies an export as a reader of this log. */
export async function verify(files: Files, more: Partial<LogExpectation> = {}): Promise<LogReport> {
  return verifyLogDirectory(memoryReader(files), { vkey, ...more });
}

/** The export without this file. */
export const without = (files: Files, path: string): Files => new Map([...files].filter(([name]) => name !== path));

/** The export with this file changed. */
export const changed = (files: Files, path: string, change: (bytes: Uint8Array) => Uint8Array): Files =>
  new Map(files).set(path, change(files.get(path) ?? new Uint8Array()));

/** The export with bits of one byte turned over. */
export const flipped = (files: Files, path: string, at: number, mask = 1): Files =>
  changed(files, path, (bytes) => bytes.with(at, (bytes[at] ?? 0) ^ mask));

/** What the faults are and where, without their wording. */
export function places(report: LogReport): Omit<Fault, "detail">[] {
  return report.faults.map(({ code, file, entry, tile, line }) => ({
    code,
    file,
    ...(entry !== undefined && { entry }),
    ...(tile !== undefined && { tile }),
    ...(line !== undefined && { line }),
  }));
}

/** Which entry of a bundle this byte belongs to. */
export function entryAt(bundle: Uint8Array, at: number): number {
  let [entry, offset] = [0, 0];
  for (; ; entry++) {
    offset += 2 + (((bundle[offset] ?? 0) << 8) | (bundle[offset + 1] ?? 0));
    if (at < offset) return entry;
  }
}
