import { execFileSync } from "node:child_process";

import { type RouteSpec, routes } from "@holdfast/contract";
import { expect, test } from "vitest";

import { curlOf } from "./curl.ts";
import { exampleOf } from "./example.ts";
import { plain } from "./json-schema.ts";

/** What a shell hands to `curl`, word by word. */
function wordsOf(command: string): string[] {
  const script = `curl() { printf '%s\\0' "$@"; }; uuidgen() { printf 0b1c; }; TOKEN=tok; ${command}`;
  return execFileSync("/bin/sh", ["-c", script], { encoding: "utf8" }).split("\0").slice(0, -1);
}

/** What of a form is in the words of a command. */
const formIn = (words: readonly string[]): unknown =>
  Object.fromEntries(words.flatMap((word, at) => (words[at - 1] === "--data-urlencode" ? [word.split("=")] : [])));

test("every curl example reaches curl as it was meant", () => {
  const specs = Object.values<RouteSpec>(routes);
  const seen = specs.map((spec) => {
    const words = wordsOf(curlOf(spec, "https://id.example.com"));
    const json = words[words.indexOf("-d") + 1] ?? "";
    return {
      id: spec.id,
      method: words[0] === "-X" ? words[1] : "GET",
      path: words.some((word) => /^https:\/\/id\.example\.com\/[\w./-]+$/.test(word)),
      token: words.includes("Authorization: Bearer tok"),
      key: words.includes("Idempotency-Key: 0b1c"),
      body: words.includes("--data-urlencode")
        ? formIn(words)
        : words.includes("-d")
          ? (JSON.parse(json) as unknown)
          : null,
    };
  });
  expect(seen).toEqual(
    specs.map(({ id, method, who, idempotent, body }) => ({
      id,
      method,
      path: true,
      token: who !== "public",
      key: idempotent === true,
      body: body === undefined ? null : exampleOf(plain(body), id),
    })),
  );
});
