import { readdirSync, readFileSync } from "node:fs";

const folder = new URL("./payloads/", import.meta.url);

/** The lines of one list of hostile text; see payloads/SOURCE.txt. */
export function payloadsOf(file: string): string[] {
  const text = readFileSync(new URL(file, folder), "utf8");
  if (!file.endsWith(".json")) return text.split("\n").filter((line) => line !== "");
  const list: unknown = JSON.parse(text);
  return Array.isArray(list) ? list.map(String) : [];
}

/** Every list together; of the traversals, which are many and much alike, every fourth. */
export const allPayloads = (): string[] =>
  readdirSync(folder)
    .filter((file) => file !== "SOURCE.txt")
    .flatMap((file) => payloadsOf(file).filter((_, i) => !file.startsWith("traversals") || i % 4 === 0));
