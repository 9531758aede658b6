import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** The longest value is a certificate chain. A file that is longer was named by mistake. */
const largestFile = 64 * 1024;

/** Why a setting's file does not count. */
export class SettingFileFault extends Error {}

/**
 * The text of a file that holds a setting, without the line break at its end: editors and `echo` write one, and a
 * password that ends in a space still does.
 * @throws SettingFileFault saying what is wrong with the file, and nothing of what stands in it
 */
export function readSettingFile(path: string): string {
  const bytes = bytesOf(path);
  if (bytes.length > largestFile) throw new SettingFileFault(`the file is larger than ${largestFile} bytes`);
  const text = decode(bytes).replace(/(\r?\n)+$/, "");
  if (text === "") throw new SettingFileFault("the file is empty");
  return text;
}

/** At most one byte too many, whatever the file says of its size: it may be a pipe, or have no end. */
function bytesOf(path: string): Buffer {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch {
    throw new SettingFileFault("the file cannot be read");
  }
  try {
    if (fstatSync(file).isDirectory()) throw new SettingFileFault("this is a folder");
    const buffer = Buffer.alloc(largestFile + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < buffer.length; length += read) {
      read = readSync(file, buffer, length, buffer.length - length, null);
    }
    return buffer.subarray(0, length);
  } finally {
    closeSync(file);
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new SettingFileFault("the file is not UTF-8 text");
  }
}
