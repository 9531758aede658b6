import { beforeAll, describe, expect, test } from "vitest";

import { utf8 } from "./bytes.ts";
import { encodeEntry } from "./entry.ts";
import { exportOf, type Files, freshSigner, sampleEntry, sampleLeaves } from "./sample-log.fixture.ts";
import type { NoteSigner } from "./signed-note.ts";
import { flipped, places, signer, verify } from "./tampering.fixture.ts";
import { parseTilePath } from "./tile-path.ts";
import { isPruned } from "./tile.ts";
import { formatVerifierKey } from "./verifier-key.ts";

describe("a checkpoint from earlier", () => {
  const head = (files: Files): Uint8Array => files.get("checkpoint") ?? new Uint8Array();
  const leaves = sampleLeaves(600);

  test("is continued by the same log", async () => {
    const newer = await exportOf(leaves, signer);
    for (const size of [0, 1, 256, 300, 512, 600]) {
      const olderCheckpoint = head(await exportOf(leaves.slice(0, size), signer));
      expect(await verify(newer, { olderCheckpoint })).toMatchObject({ ok: true, continuesOlder: true });
    }
  });

  test("that was larger uncovers a rollback [C-237]", async () => {
    const olderCheckpoint = head(await exportOf(leaves, signer));
    const report = await verify(await exportOf(leaves.slice(0, 599), signer), { olderCheckpoint });
    expect(report).toMatchObject({
      ok: false,
      continuesOlder: false,
      faults: [{ code: "checkpoint.rollback", detail: "599 entries, once 600" }],
    });
  });

  test("of other entries uncovers a fork, though both logs are signed and whole [C-237]", async () => {
    const fork = leaves.with(10, encodeEntry({ ...sampleEntry(10), outcome: "refused" }));
    for (const size of [11, 300, 600]) {
      const olderCheckpoint = head(await exportOf(fork.slice(0, size), signer));
      const report = await verify(await exportOf(leaves, signer), { olderCheckpoint });
      expect(report).toMatchObject({ ok: false, continuesOlder: false, faults: [{ code: "checkpoint.fork" }] });
    }
    const beforeTheFork = head(await exportOf(fork.slice(0, 10), signer));
    expect(await verify(await exportOf(leaves, signer), { olderCheckpoint: beforeTheFork })).toMatchObject({
      ok: true,
    });
  });

  test("is not judged by a damaged tree", async () => {
    const olderCheckpoint = head(await exportOf(leaves.slice(0, 300), signer));
    const damaged = flipped(await exportOf(leaves, signer), "tile/0/000", 0);
    const report = await verify(damaged, { olderCheckpoint });
    expect(report.continuesOlder).toBeNull();
    expect(places(report).map(({ code }) => code)).toEqual(["tile.mismatch"]);
  });

  test("signed with the key before a rotation is judged with that key, and only for the same log [C-045]", async () => {
    const newer = await exportOf(leaves, signer);
    const judge = async (former: NoteSigner, key = former) => {
      const olderCheckpoint = head(await exportOf(leaves.slice(0, 300), former));
      return verify(newer, { olderCheckpoint, olderVkey: formatVerifierKey(key.key) });
    };
    const former = freshSigner(signer.key.name);
    expect(await judge(former)).toMatchObject({ ok: true, continuesOlder: true });
    const unsigned = await judge(former, freshSigner(signer.key.name));
    expect(places(unsigned)).toEqual([{ code: "note.unsigned", file: "the older checkpoint" }]);
    const other = await judge(freshSigner("holdfast.example/other"));
    expect(places(other)).toEqual([{ code: "checkpoint.wrong_origin", file: "the older checkpoint" }]);
  });

  test("of another log is a fault of its own", async () => {
    const olderCheckpoint = head(await exportOf(leaves.slice(0, 3), freshSigner("holdfast.example/other")));
    const report = await verify(await exportOf(leaves, signer), { olderCheckpoint });
    expect(places(report)).toEqual([{ code: "checkpoint.wrong_origin", file: "the older checkpoint" }]);
  });
});

describe("a log that was pruned", () => {
  const size = 66_500;
  const leaves = Array.from({ length: size }, (_, i) => utf8(`entry ${i}`));
  const opaque = { leaves: "opaque" } as const;
  let whole: Files;
  beforeAll(async () => {
    whole = await exportOf(leaves, signer);
  });

  /** What is left when all that may go is gone. */
  const prunedTo = (minimumIndex: number): Files =>
    new Map(
      [...whole].filter(([path]) => {
        const file = parseTilePath(path);
        return file === null || !isPruned(file.tile, minimumIndex);
      }),
    );

  test.each([256, 1_000, 65_536, 66_048])(
    "of its entries before %i verifies, when that is its policy",
    async (minimumIndex) => {
      const report = await verify(prunedTo(minimumIndex), { ...opaque, minimumIndex });
      const pruned = Math.floor(minimumIndex / 256) * 256;
      expect(report).toMatchObject({ ok: true, counts: { entries: size - pruned } });
    },
  );

  test("beyond its policy is refused", async () => {
    const report = await verify(prunedTo(1_024), { ...opaque, minimumIndex: 1_000 });
    expect(places(report).map(({ code, file }) => [code, file])).toEqual([
      ["tile.missing", "tile/0/003"],
      ["bundle.missing", "tile/entries/003"],
    ]);
  });

  test("is verified in all that is left of it", async () => {
    const report = await verify(flipped(whole, "tile/0/001", 0), { ...opaque, minimumIndex: 66_048 });
    expect(places(report)).toMatchObject([{ code: "tile.mismatch", file: "tile/0/001" }]);
    const above = await verify(flipped(prunedTo(1_024), "tile/1/000", 0), { ...opaque, minimumIndex: 1_024 });
    expect(places(above)).toMatchObject([{ code: "tile.mismatch", file: "tile/1/000" }]);
  });

  test("still continues a checkpoint that it can prove, and says when it cannot", async () => {
    const older = async (count: number) => (await exportOf(leaves.slice(0, count), signer)).get("checkpoint") ?? null;
    const expectation = { ...opaque, minimumIndex: 1_024 };
    const later = await verify(prunedTo(1_024), { ...expectation, olderCheckpoint: await older(1_500) });
    expect(later).toMatchObject({ ok: true, continuesOlder: true });
    const before = await verify(prunedTo(1_024), { ...expectation, olderCheckpoint: await older(300) });
    expect(before).toMatchObject({ ok: false, continuesOlder: null, faults: [{ code: "checkpoint.unprovable" }] });
  });
});
