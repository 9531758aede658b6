import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import type { House } from "./house.ts";

const main = fileURLToPath(new URL("../../packages/cli/src/main.ts", import.meta.url));

/** Somebody of the operator at the server's own command line. @returns what the command printed */
export async function operate(
  { dataDir, url }: House,
  args: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<string> {
  const env = { ...process.env, HOLDFAST_DATA_DIR: dataDir, HOLDFAST_PORT: new URL(url).port, ...settings };
  const { stdout } = await promisify(execFile)(process.execPath, [main, ...args], { env });
  return stdout;
}
