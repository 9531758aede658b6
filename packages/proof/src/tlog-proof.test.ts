import { readFileSync } from "node:fs";

import { beforeAll, describe, expect, test } from "vitest";

import { utf8 } from "./bytes.ts";
import { proveInclusion } from "./inclusion-proof.ts";
import { parsePolicy } from "./policy.ts";
import { ProofError } from "./proof-error.ts";
import { refusal } from "./refusal.fixture.ts";
import { exportOf, type Files, freshSigner, sampleLeaves } from "./sample-log.fixture.ts";
import { hashesFromTiles } from "./tile-hashes.ts";
import { tilePath } from "./tile-path.ts";
import { formatTlogProof, parseTlogProof, verifyTlogProof } from "./tlog-proof.ts";
import { formatVerifierKey, signatureTypes, verifierKey } from "./verifier-key.ts";

const log = freshSigner("holdfast.example/log");
const size = 300;
const leaves = sampleLeaves(size);
const leaf = (index: number): Uint8Array => leaves[index] ?? new Uint8Array();
let files: Files;
beforeAll(async () => {
  files = await exportOf(leaves, log);
});

async function receiptOf(index: number, extra: Uint8Array | null = null): Promise<string> {
  const readHashes = hashesFromTiles(async (tile) => files.get(tilePath(tile)) ?? new Uint8Array(), size);
  const checkpoint = new TextDecoder().decode(files.get("checkpoint"));
  return formatTlogProof({ index, proof: await proveInclusion(readHashes, index, size), checkpoint, extra });
}

describe("a receipt", () => {
  test("proves its entry, offline", async () => {
    for (const index of [0, 1, 255, 256, 299]) {
      const proven = await verifyTlogProof(await receiptOf(index), leaf(index), log.key);
      expect([proven.index, proven.checkpoint.size]).toEqual([index, size]);
      expect(proven.path.at(-1)?.parent).toEqual(proven.checkpoint.root);
    }
  });

  test("proves no other entry, and no other log's", async () => {
    const receipt = await receiptOf(17);
    await expect(verifyTlogProof(receipt, leaf(18), log.key)).rejects.toMatchObject({ code: "inclusion.invalid" });
    const stranger = freshSigner("holdfast.example/log").key;
    await expect(verifyTlogProof(receipt, leaf(17), stranger)).rejects.toMatchObject({ code: "note.unsigned" });
  });

  test("changed in any byte is refused [C-231]", async () => {
    const receipt = utf8(await receiptOf(17));
    for (let i = 0; i < receipt.length; i++) {
      const changed = receipt.with(i, (receipt[i] ?? 0) ^ 1);
      await expect(verifyTlogProof(changed, leaf(17), log.key), `byte ${i}`).rejects.toThrow(ProofError);
    }
  });

  test("whose witnesses have not cosigned is refused under a policy that asks for them", async () => {
    const witness = verifierKey("w.example", log.key.publicKey, signatureTypes.ed25519Cosignature);
    const known = `witness W ${formatVerifierKey(witness)}\n`;
    const verify = async (policy: string) => verifyTlogProof(await receiptOf(3), leaf(3), log.key, parsePolicy(policy));
    await expect(verify(`${known}quorum none\n`)).resolves.toMatchObject({ index: 3 });
    await expect(verify(`${known}quorum W\n`)).rejects.toMatchObject({ code: "policy.quorum_unmet" });
  });

  test("carries extra data that nothing vouches for", async () => {
    const receipt = await receiptOf(5, utf8("context"));
    expect(receipt.split("\n")[1]).toBe("extra Y29udGV4dA==");
    expect(parseTlogProof(receipt).extra).toEqual(utf8("context"));
    await verifyTlogProof(receipt, leaf(5), log.key);
  });

  test.each<[string, (receipt: string) => string]>([
    ["another header", (receipt) => receipt.replace("@v1", "@v2")],
    ["no index", (receipt) => receipt.replace(/index 17\n/, "")],
    ["an index with a leading zero", (receipt) => receipt.replace("index 17", "index 017")],
    ["an index of twenty digits", (receipt) => receipt.replace("index 17", "index 18446744073709551615")],
    ["extra data after the index", (receipt) => receipt.replace("index 17", "index 17\nextra YQ==")],
    ["extra data that is not base64", (receipt) => receipt.replace("index 17", "extra a\nindex 17")],
    [
      "a hash of 31 bytes",
      (receipt) => receipt.replace(/index 17\n.*\n/, `index 17\n${Buffer.alloc(31).toString("base64")}\n`),
    ],
    [
      "54 hashes",
      (receipt) => receipt.replace("index 17", `index 17${`\n${Buffer.alloc(32).toString("base64")}`.repeat(54)}`),
    ],
    ["no checkpoint", (receipt) => receipt.slice(0, receipt.indexOf("\n\n"))],
    ["carriage returns", (receipt) => receipt.replaceAll("\n", "\r\n")],
  ])("is none with %s", async (_, change) => {
    const changed = change(await receiptOf(17));
    expect(refusal(() => parseTlogProof(changed))).toBe("receipt.malformed");
  });

  test("has the shape of the specification's example", () => {
    const file = new URL("../vectors/signed-note/spec_examples_syntax_only.json", import.meta.url);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the shape of a file that is committed beside this one
    const examples = JSON.parse(readFileSync(file, "utf8")) as Record<string, string[]>;
    const [example = ""] = examples["tlog-proof.md"] ?? [];
    // Its signatures are abridged, and its extra data lacks the padding that the text asks for.
    const whole = example.replaceAll("[...]", "").replace(/^extra .*\n/m, "");
    const signatures = /\n\n— (?:.|\n)*$/;
    const checkpoint = whole.replace(signatures, "\n\n— a Az3grlgtzPICa5OS8npVmQ==\n");
    expect(parseTlogProof(checkpoint)).toMatchObject({ index: 73_894, extra: null });
    expect(parseTlogProof(checkpoint).proof).toHaveLength(5);
  });
});
