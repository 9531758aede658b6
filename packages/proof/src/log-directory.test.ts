import { beforeAll, describe, expect, test } from "vitest";

import { utf8 } from "./bytes.ts";
import { signCheckpoint } from "./checkpoint.ts";
import { describeFault, type Fault } from "./fault.ts";
import { leafHash, nodeHash } from "./merkle-tree.ts";
import { exportOf, type Files, freshSigner, sampleExport, sampleLeaves } from "./sample-log.fixture.ts";
import { changed, entryAt, flipped, places, signer, verify, vkey, without } from "./tampering.fixture.ts";
import { parseTilePath } from "./tile-path.ts";
import { formatVerifierKey, signatureTypes, verifierKey } from "./verifier-key.ts";

/** Where a report must point when this one byte was changed. */
function isLocated(fault: Fault, path: string, bytes: Uint8Array, at: number): boolean {
  if (fault.file !== path) return false;
  const file = parseTilePath(path);
  if (file?.kind === "hashes") return fault.tile?.position === at >> 5 && fault.tile.level === file.tile.level;
  if (file?.kind === "entries") return fault.entry === file.tile.index * 256 + entryAt(bytes, at);
  if (path === "personal.ndjson")
    return fault.line === new TextDecoder().decode(bytes.subarray(0, at)).split("\n").length;
  return true;
}

describe("an exported log", () => {
  let files: Files;
  beforeAll(async () => {
    files = await sampleExport(3, signer);
  });

  test("verifies whole", async () => {
    const report = await verify(files);
    expect(report.checkpoint).toMatchObject({ origin: "holdfast.example/log/acc_1", size: 3 });
    expect(report).toEqual({
      ok: true,
      checkpoint: report.checkpoint,
      counts: { entries: 3, tiles: 1, personalOpened: 3, personalWithheld: 0, witnesses: 0 },
      continuesOlder: null,
      platform: null,
      faults: [],
      faultCount: 0,
    });
  });

  // The lowest bit, the bit that turns upper case into lower case, and the one that leaves ASCII.
  test.each([0x01, 0x20, 0x80])(
    "with any byte of any file changed by %i is refused, and located [C-231] [C-237]",
    async (mask) => {
      const missed: unknown[] = [];
      for (const [path, bytes] of files) {
        for (let at = 0; at < bytes.length; at++) {
          const { ok, faults } = await verify(flipped(files, path, at, mask));
          if (ok || !faults[0] || !isLocated(faults[0], path, bytes, at))
            missed.push([path, at, faults.map(describeFault)]);
        }
      }
      expect(missed).toEqual([]);
    },
  );

  test("with any file but the personal parts cut short anywhere is refused", async () => {
    for (const [path, bytes] of without(files, "personal.ndjson")) {
      for (let length = 0; length < bytes.length; length += 7) {
        const { faults } = await verify(changed(files, path, () => bytes.subarray(0, length)));
        expect(faults[0]?.file, `${path} of ${length} bytes`).toBe(path);
      }
    }
  });

  test("with a byte more in any file is refused", async () => {
    for (const path of files.keys()) {
      const { faults } = await verify(changed(files, path, (bytes) => Uint8Array.of(...bytes, 0x20)));
      expect(faults[0]?.file).toBe(path);
    }
  });

  test("of no entries verifies", async () => {
    const empty = await sampleExport(0, signer);
    expect(await verify(empty)).toMatchObject({ ok: true, counts: { entries: 0, tiles: 0 } });
  });

  test("tells how far it has come", async () => {
    const seen: string[] = [];
    await verify(files, { onProgress: (entries, size) => seen.push(`${entries}/${size}`) });
    expect(seen).toEqual(["3/3"]);
  });

  test("needs no vkey, policy or personal file", async () => {
    const bare = ["vkey", "policy", "personal.ndjson"].reduce(without, files);
    expect(await verify(bare)).toMatchObject({ ok: true, counts: { personalOpened: 0, personalWithheld: 3 } });
  });
});

describe("an export by somebody else", () => {
  const leaves = sampleLeaves(3);

  test("under another name is refused as another log's", async () => {
    const report = await verify(await exportOf(leaves, freshSigner("holdfast.example/log/acc_2")));
    expect(places(report).map(({ code, file }) => [file, code])).toEqual([
      ["vkey", "vkey.mismatch"],
      ["policy", "policy.wrong_log"],
      ["checkpoint", "checkpoint.wrong_origin"],
    ]);
    expect(report.checkpoint).toBeNull();
  });

  test("under the log's own name is refused as unsigned", async () => {
    const forged = await exportOf(leaves, freshSigner(signer.key.name));
    expect(places(await verify(forged)).at(-1)).toEqual({ code: "note.unsigned", file: "checkpoint" });
  });

  test("with the log's key id on a forged signature is refused as forged", async () => {
    const forger = { ...freshSigner(signer.key.name), key: signer.key };
    const forged = await exportOf(leaves, forger);
    expect(places(await verify(forged))).toEqual([{ code: "note.bad_signature", file: "checkpoint" }]);
  });

  test("is refused without the witnesses that the reader's own policy asks for", async () => {
    const witness = formatVerifierKey(
      verifierKey("w.example", signer.key.publicKey, signatureTypes.ed25519Cosignature),
    );
    const policy = `log ${vkey}\nwitness W ${witness}\nquorum W\n`;
    const files = await exportOf(leaves, signer);
    expect(places(await verify(files, { policy }))).toEqual([{ code: "policy.quorum_unmet", file: "checkpoint" }]);
    expect(places(await verify(new Map(files).set("policy", utf8(policy))))).toEqual([
      { code: "policy.quorum_unmet", file: "checkpoint" },
    ]);
  });

  test("is not looked at with a key or a policy that is none", async () => {
    await expect(verify(new Map(), { vkey: "holdfast" })).rejects.toMatchObject({ code: "vkey.malformed" });
    await expect(verify(new Map(), { policy: "quorum" })).rejects.toMatchObject({ code: "policy.malformed" });
  });

  test("with a size that its entries do not have is refused", async () => {
    const files = await exportOf(leaves, signer);
    const root = nodeHash(leafHash(leaves[0] ?? new Uint8Array()), leafHash(leaves[1] ?? new Uint8Array()));
    const shorter = new Map(files).set(
      "checkpoint",
      utf8(await signCheckpoint({ origin: signer.key.name, size: 2, root }, signer)),
    );
    expect(places(await verify(shorter)).map(({ file }) => file)).toEqual(["tile/0/000.p/2", "tile/entries/000.p/2"]);
  });
});
