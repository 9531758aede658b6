import { readFileSync } from "node:fs";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { decodeBase64 } from "./base64.ts";
import { consistencyNodes, proveConsistency, verifyConsistency } from "./consistency-proof.ts";
import { inclusionNodes, proveInclusion, verifyInclusion } from "./inclusion-proof.ts";
import { emptyRoot, leafHash, nodeHash } from "./merkle-tree.ts";
import { naiveConsistency, naivePath, naiveRoot } from "./naive-merkle.fixture.ts";
import { refusal } from "./refusal.fixture.ts";
import { type HashReader, nodesOf, treeRoot } from "./subtree.ts";

interface InclusionVector {
  readonly file: string;
  readonly leafIdx: number;
  readonly treeSize: number;
  readonly root: string;
  readonly leafHash: string;
  readonly proof: readonly string[] | null;
  readonly wantErr: boolean;
}

interface ConsistencyVector {
  readonly file: string;
  readonly size1: number;
  readonly size2: number;
  readonly root1: string;
  readonly root2: string;
  readonly proof: readonly string[] | null;
  readonly wantErr: boolean;
}

function vectors<T>(name: string): T[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the shape of a file that is committed beside this one
  return JSON.parse(readFileSync(new URL(`../vectors/merkle/${name}.json`, import.meta.url), "utf8")) as T[];
}
const bytes = (encoded: string): Uint8Array => decodeBase64(encoded) ?? new Uint8Array();
const proofOf = (proof: readonly string[] | null): Uint8Array[] => (proof ?? []).map(bytes);

/** Reads nodes of the tree over these entries, by definition. */
const naiveReader = (entries: readonly Uint8Array[]): HashReader => {
  return async (nodes) =>
    nodes.map(({ height, index }) => naiveRoot(entries.slice(index * 2 ** height, (index + 1) * 2 ** height)));
};

const anyEntries = fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 70 });

describe("the vectors of transparency-dev/merkle", () => {
  test.each(vectors<InclusionVector>("inclusion"))("inclusion: $file", (vector) => {
    const { leafIdx: index, treeSize: size, wantErr } = vector;
    const claim = { leaf: bytes(vector.leafHash), index, size, root: bytes(vector.root) };
    const verdict = refusal(() => verifyInclusion(claim, proofOf(vector.proof)));
    expect(verdict).toBe(wantErr ? "inclusion.invalid" : null);
  });

  test.each(vectors<ConsistencyVector>("consistency"))("consistency: $file", (vector) => {
    const older = { size: vector.size1, root: bytes(vector.root1) };
    const newer = { size: vector.size2, root: bytes(vector.root2) };
    const verdict = refusal(() => verifyConsistency(older, newer, proofOf(vector.proof)));
    expect(verdict).toBe(vector.wantErr ? "consistency.invalid" : null);
  });

  test("are all there, with their 89 refusals", () => {
    const all = [...vectors<InclusionVector>("inclusion"), ...vectors<ConsistencyVector>("consistency")];
    expect([all.length, all.filter(({ wantErr }) => wantErr).length]).toEqual([96, 89]);
  });
});

describe("a tree", () => {
  test("has the naive root", async () => {
    await fc.assert(
      fc.asyncProperty(anyEntries, async (entries) => {
        expect(await treeRoot(naiveReader(entries), entries.length)).toEqual(naiveRoot(entries));
      }),
    );
  });

  test("without entries has the hash of nothing as its root", async () => {
    expect(await treeRoot(naiveReader([]), 0)).toEqual(emptyRoot());
    expect(emptyRoot()).toEqual(naiveRoot([]));
  });

  test("tells leaves from nodes, so no entry can stand for a subtree", () => {
    const [left, right] = [leafHash(Uint8Array.of(1)), leafHash(Uint8Array.of(2))];
    expect(leafHash(new Uint8Array([...left, ...right]))).not.toEqual(nodeHash(left, right));
    expect(() => nodeHash(left, right.subarray(1))).toThrow(RangeError);
  });

  test("hashes entries longer than any bundle can hold", () => {
    const long = new Uint8Array(70_000).fill(7);
    expect(leafHash(long)).toEqual(naiveRoot([long]));
  });

  test("takes sizes that a logarithm would round", () => {
    const nodes = nodesOf({ start: 0, end: 2 ** 49 - 1 });
    expect(nodes.map(({ height }) => height)).toEqual(Array.from({ length: 49 }, (_, i) => 48 - i));
  });
});

describe("an inclusion proof", () => {
  test("is RFC 6962's PATH, and verifies", async () => {
    await fc.assert(
      fc.asyncProperty(anyEntries, fc.nat(), async (entries, pick) => {
        const [index, size] = [pick % entries.length, entries.length];
        const proof = await proveInclusion(naiveReader(entries), index, size);
        expect(proof).toEqual(naivePath(index, entries));
        const leaf = leafHash(entries[index] ?? new Uint8Array());
        const path = verifyInclusion({ leaf, index, size, root: naiveRoot(entries) }, proof);
        expect(path.at(-1)?.parent ?? leaf).toEqual(naiveRoot(entries));
      }),
    );
  });

  test("with one bit changed anywhere is refused", async () => {
    const entries = Array.from({ length: 11 }, (_, i) => Uint8Array.of(i));
    const claim = { leaf: leafHash(Uint8Array.of(6)), index: 6, size: 11, root: naiveRoot(entries) };
    const proof = await proveInclusion(naiveReader(entries), 6, 11);
    for (let bit = 0; bit < proof.length * 256; bit++) {
      const forged = proof.map((hash) => Uint8Array.from(hash));
      const hash = forged[bit >> 8];
      if (hash) hash[(bit & 255) >> 3] = (hash[(bit & 255) >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => verifyInclusion(claim, forged)).toThrow("proven");
    }
  });

  test("is made only for entries that the tree has", async () => {
    for (const [index, size] of [
      [1, 1],
      [0, 0],
      [-1, 1],
      [0.5, 1],
      [0, 2 ** 53],
    ] as const) {
      expect(() => inclusionNodes(index, size)).toThrow(RangeError);
    }
  });

  test("is not made from a reader that gives too few hashes", async () => {
    await expect(proveInclusion(async () => [], 0, 2)).rejects.toThrow(RangeError);
  });
});

describe("a consistency proof", () => {
  test("is RFC 6962's PROOF, and verifies", async () => {
    await fc.assert(
      fc.asyncProperty(anyEntries, fc.nat(), async (entries, pick) => {
        const [older, newer] = [1 + (pick % entries.length), entries.length];
        const proof = await proveConsistency(naiveReader(entries), older, newer);
        expect(proof).toEqual(naiveConsistency(older, entries));
        const heads = [older, newer].map((size) => ({ size, root: naiveRoot(entries.slice(0, size)) }));
        const [olderHead, newerHead] = heads;
        if (olderHead && newerHead) verifyConsistency(olderHead, newerHead, proof);
      }),
    );
  });

  test("from a tree with another entry is refused", async () => {
    const entries = Array.from({ length: 21 }, (_, i) => Uint8Array.of(i));
    const newer = { size: 21, root: naiveRoot(entries) };
    for (let size = 1; size <= 21; size++) {
      const proof = await proveConsistency(naiveReader(entries), size, 21);
      const rewritten = entries.with(size - 1, Uint8Array.of(99)).slice(0, size);
      expect(() => verifyConsistency({ size, root: naiveRoot(rewritten) }, newer, proof)).toThrow("proven to continue");
    }
  });

  test("from the empty tree is empty", async () => {
    const newer = { size: 3, root: naiveRoot([1, 2, 3].map((i) => Uint8Array.of(i))) };
    expect(consistencyNodes(0, 3)).toEqual([]);
    verifyConsistency({ size: 0, root: emptyRoot() }, newer, []);
    expect(() => verifyConsistency({ size: 0, root: newer.root }, newer, [])).toThrow("roots differ");
    expect(() => verifyConsistency({ size: 0, root: emptyRoot() }, newer, [newer.root])).toThrow("wrong length");
    expect(() => verifyConsistency({ size: 0, root: emptyRoot() }, { size: 0, root: newer.root }, [])).toThrow(
      "roots differ",
    );
  });

  test("is not made backwards", () => {
    expect(() => consistencyNodes(3, 2)).toThrow(RangeError);
  });
});
