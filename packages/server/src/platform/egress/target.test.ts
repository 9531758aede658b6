import { readFileSync } from "node:fs";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { isPublicAddress } from "./address.ts";
import { EgressFailure } from "./failure.ts";
import { openAddresses } from "./resolve.ts";
import { parseTarget } from "./target.ts";

const closed = { loopback: "closed" } as const;
const open = { loopback: "open" } as const;

function ruleOf(work: () => unknown): string | null {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof EgressFailure) return error.rule;
    throw error;
  }
}
const refusal = (raw: string, policy: { loopback: "closed" | "open" } = closed) =>
  ruleOf(() => parseTarget(raw, ["https", "http"], policy));

interface Vector {
  readonly url: string;
  readonly expect: string;
  readonly group: string;
}
const isVector = (value: unknown): value is Vector =>
  typeof value === "object" && value !== null && "url" in value && "expect" in value && "group" in value;
const corpus = readFileSync(new URL("./vectors/ssrf.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line): unknown => JSON.parse(line))
  .filter(isVector);
const blocked = corpus.filter((vector) => vector.expect === "block");
const controls = corpus.filter((vector) => vector.group.startsWith("control"));

/** The same address without what is refused anyway, so that the address itself has to be. */
const overTls = (url: string): string => url.replace(/^http:/, "https:").replace(/:(80|22|443|8080)(?=\/|$)/, "");

/** A resolver that sends every name inside, as the names of the corpus do. */
const inside = async () => ["10.0.0.7"];

describe("the corpus of addresses that lead inside", () => {
  test("is all there", () => {
    expect([blocked.length > 80, controls.length >= 3]).toEqual([true, true]);
  });

  test.each(blocked.map(({ url }) => [url]))("is refused as it is written: %s", async (url) => {
    expect(await refused(url)).not.toBeNull();
  });

  test.each(blocked.map(({ url }) => [overTls(url)]))("is refused over TLS, too: %s", async (url) => {
    expect(await refused(url)).not.toBeNull();
  });

  test("does not make public addresses unreachable", () => {
    const https = controls.filter(({ url }) => url.startsWith("https://") && !/:\d+\//.test(url));
    expect(https.length).toBeGreaterThan(1);
    expect(https.map(({ url }) => [url, refusal(url)])).toEqual(https.map(({ url }) => [url, null]));
  });
});

async function refused(url: string): Promise<string | null> {
  try {
    await openAddresses(parseTarget(url, ["https"], closed), closed, inside);
    return null;
  } catch (error) {
    if (error instanceof EgressFailure) return error.rule;
    throw error;
  }
}

describe("an address to send to", () => {
  test("is read into name, port and path", () => {
    expect(parseTarget("https://Hooks.Example.com:8443/a/b?c=d", ["https"], closed)).toEqual({
      scheme: "https",
      host: "hooks.example.com",
      port: 8443,
      path: "/a/b?c=d",
      isAddress: false,
    });
    expect(parseTarget("https://[2606:4700::1111]?x", ["https"], closed)).toMatchObject({
      host: "2606:4700::1111",
      port: 443,
      path: "/?x",
      isAddress: true,
    });
  });

  test.each([
    ["http://hooks.example.com/", "scheme"],
    ["ftp://hooks.example.com/", "scheme"],
    ["https://user:secret@hooks.example.com/", "credentials"],
    ["https://@hooks.example.com/", "credentials"],
    ["https://hooks.example.com:22/", "port"],
    ["https://hooks.example.com:0/", "notation"],
    ["https://hooks.example.com:65536/", "port"],
    ["https://hooks.example.com/#fragment", "notation"],
    ["https://hooks.example.com\\@inside/", "notation"],
    ["https://hooks.example.com/ x", "notation"],
    ["https://hooks.example.com/\r\nHost: inside", "notation"],
    ["https://hooks.example.com./", "notation"],
    ["https://hooks_1.example.com/", "notation"],
    ["https://%68ooks.example.com/", "notation"],
    ["https://ho\u00f6ks.example.com/", "notation"],
    ["https://metadata/", "notation"],
    ["https://metadata.google.internal/", "name"],
    ["https://printer.local/", "name"],
    ["https://localhost/", "name"],
    ["https://2130706433/", "notation"],
    ["https://127.1/", "notation"],
    ["https://0177.0.0.1/", "notation"],
    ["https://127.0.0.1/", "destination"],
    ["https://[::ffff:127.0.0.1]/", "destination"],
    ["https://[fe80::1%25eth0]/", "notation"],
    [`https://hooks.example.com/${"x".repeat(2048)}`, "notation"],
    ["https:hooks.example.com", "notation"],
    ["", "notation"],
  ])("is refused by the rule that it breaks: %j, %s [C-036]", (raw, rule) => {
    expect(refusal(raw)).toBe(rule);
  });

  test("of this machine is for development alone, where it needs neither TLS nor a usual port", () => {
    const own = ["http://127.0.0.1:9/", "http://localhost:3000/x", "https://[::1]:9/", "https://127.0.0.1/"];
    expect(own.map((raw) => refusal(raw, open))).toEqual([null, null, null, null]);
    expect(own.map((raw) => refusal(raw))).not.toContain(null);
    const others = ["http://hooks.example.com/", "https://10.0.0.1/", "https://a.localhost/", "http://[::2]/"];
    expect(others.map((raw) => refusal(raw, open))).not.toContain(null);
  });

  test("is never both taken and inside, whatever is written", () => {
    const piece = fc.constantFrom(
      "0",
      "1",
      "127",
      "0x7f",
      "10",
      "::1",
      "[",
      "]",
      ".",
      ":",
      "@",
      "/",
      "%2e",
      "a",
      "com",
    );
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 12 }), (pieces) => {
        const raw = `https://${pieces.join("")}`;
        if (refusal(raw) !== null) return;
        const { host, isAddress } = parseTarget(raw, ["https"], closed);
        const read = new URL(raw).hostname.replace(/^\[|\]$/g, "");
        expect(isAddress ? isPublicAddress(read) && isPublicAddress(host) : read === host).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("the addresses of a name", () => {
  const target = parseTarget("https://hooks.example.com/", ["https"], closed);
  const answered = (addresses: readonly string[]) => openAddresses(target, closed, async () => addresses);

  test("are those that it has", async () => {
    expect(await answered(["1.1.1.1", "2606:4700:0:0::1111"])).toEqual(["1.1.1.1", "2606:4700::1111"]);
  });

  test.each([[["1.1.1.1", "10.0.0.1"]], [["127.0.0.1"]], [["::ffff:10.0.0.1"]], [["fe80::1%eth0"]], [[]], [["x"]]])(
    "are none when one of them leads inside: %j",
    async (addresses) => {
      await expect(answered(addresses)).rejects.toMatchObject({ rule: "destination" });
    },
  );

  test("tell a name that does not exist from one that leads inside to nobody", async () => {
    const missing = openAddresses(target, closed, async () => Promise.reject(new Error("ENOTFOUND")));
    await expect(missing).rejects.toMatchObject({ rule: "destination", message: "leads to no public address" });
    await expect(answered(["10.0.0.1"])).rejects.toMatchObject({ message: "leads to no public address" });
  });

  test("lead a public name to this machine not even in development", async () => {
    const toLoopback = openAddresses(target, open, async () => ["127.0.0.1"]);
    await expect(toLoopback).rejects.toMatchObject({ rule: "destination" });
  });
});
