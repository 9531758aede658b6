import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, describe, expect, test } from "vitest";

import { explain } from "./explain.ts";
import { orRefused, type WantedPort } from "./listen-refused.ts";
import { fileKeyWrapper } from "./tenancy/keys/index.ts";

const folder = mkdtempSync(join(tmpdir(), "holdfast-explain-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function errorOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe("a data directory that cannot be used is told with what helps", () => {
  test("where a file stands in its place", () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    for (const dataDir of [file, join(file, "below")]) {
      const told = explain(errorOf(() => mkdirSync(dataDir, { recursive: true })));
      expect(told).toEqual({ kind: "configuration", message: expect.stringContaining("a file stands where a folder") });
      expect(told.message).toContain(file);
    }
  });

  test.runIf(process.platform === "linux")("where the disk is full", () => {
    const told = explain(errorOf(() => writeFileSync("/dev/full", "x")));
    expect(told).toEqual({ kind: "configuration", message: expect.stringContaining("the disk is full: make room") });
  });

  test.skipIf(process.getuid?.() === 0)("where it belongs to somebody else", () => {
    const locked = join(folder, "locked");
    mkdirSync(locked);
    chmodSync(locked, 0o500);
    const told = explain(errorOf(() => mkdirSync(join(locked, "postgres"), { recursive: true })));
    expect(told).toEqual({ kind: "configuration", message: expect.stringContaining("belongs to another user") });
  });
});

test("a root key file that holds no key is told by its name, and its text is not", async () => {
  const path = join(folder, "root.key");
  writeFileSync(path, "canary\n", { mode: 0o600 });
  const told = await fileKeyWrapper(path).then(() => null, explain);
  expect(told).toEqual({ kind: "configuration", message: expect.stringContaining(`${path} was refused: line 1`) });
  expect(told?.message).not.toContain("canary");
});

describe("a port that cannot be had is told with the setting that names it", () => {
  const listenAt = ({ host, port }: WantedPort): Promise<void> =>
    new Promise((resolve, reject) => {
      const server = createServer().once("error", reject);
      server.listen(port, host, () => server.close(() => resolve()));
    });
  const toldOf = (wanted: WantedPort) => orRefused(wanted, listenAt(wanted)).then(() => null, explain);

  test.each(["HOLDFAST_PORT", "HOLDFAST_METRICS_PORT"] as const)(
    "where another program has it: %s",
    async (setting) => {
      const other = createServer();
      const port = await new Promise<number>((resolve) => {
        other.listen(0, "127.0.0.1", () => {
          const address = other.address();
          resolve(typeof address === "object" && address !== null ? address.port : 0);
        });
      });
      const told = await toldOf({ host: "127.0.0.1", port, setting });
      const message = `port ${port} is taken: stop what uses it, or set ${setting}`;
      expect(told).toEqual({ kind: "unavailable", message });
      await new Promise((resolve) => other.close(resolve));
    },
  );

  test("where the machine does not have the address", async () => {
    // RFC 5737: an address for documents, which no machine has.
    const told = await toldOf({ host: "192.0.2.1", port: 0, setting: "HOLDFAST_PORT" });
    expect(told).toEqual({ kind: "configuration", message: expect.stringContaining("correct HOLDFAST_HOST") });
  });
});
