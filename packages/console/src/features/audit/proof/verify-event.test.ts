import type { EventId, EventView } from "@holdfast/contract";
import {
  canonicalJson,
  encodeBase64,
  encodeBase64Url,
  encodeEntry,
  formatTlogProof,
  formatVerifierKey,
  leafHash,
  nodeHash,
  type NoteSigner,
  personalCommitment,
  proveInclusion,
  signCheckpoint,
  treeRoot,
  type TreeNode,
  verifierKey,
} from "@holdfast/proof";
import { beforeAll, describe, expect, test } from "vitest";

import { type EventProof, verifyEvent, type Verification } from "./verify-event.ts";

const salt = new Uint8Array(32).fill(7);
const personal = { address: "192.0.2.7", device: "Firefox" };
const id: EventId = "evt_01m801vy8w8ky6094styqt0jgx";

const event: EventView = {
  id,
  index: 2,
  time: "2026-11-21T12:00:00.000Z",
  event: "session.created",
  actor: { type: "user", id: "usr_1" },
  target: { type: "session", id: "ses_1" },
  outcome: "success",
  request: "req-1",
  details: { user: "usr_1" },
  personal,
  personalErased: false,
};

const entry = encodeEntry({
  v: 1,
  id,
  account: "acc_1",
  time: event.time,
  event: event.event,
  actor: { id: "usr_1", type: "user" },
  target: { id: "ses_1", type: "session" },
  outcome: "success",
  request: "req-1",
  details: { user: "usr_1" },
  personal: personalCommitment(salt, canonicalJson(personal)),
});

/** A log of four entries, the event's as the third, and its receipt. */
async function proofOf(signer: NoteSigner): Promise<EventProof> {
  const leaves = [1, 2, 0, 4].map((byte) => (byte === 0 ? leafHash(entry) : leafHash(new Uint8Array([byte]))));
  const hashAt = ({ height, index }: TreeNode): Uint8Array =>
    height === 0
      ? (leaves[index] ?? new Uint8Array())
      : nodeHash(
          hashAt({ height: height - 1, index: index * 2 }),
          hashAt({ height: height - 1, index: index * 2 + 1 }),
        );
  const readHashes = async (nodes: readonly TreeNode[]) => nodes.map(hashAt);
  const root = await treeRoot(readHashes, leaves.length);
  const checkpoint = await signCheckpoint({ origin: signer.key.name, size: leaves.length, root }, signer);
  const proof = formatTlogProof({ index: 2, proof: await proveInclusion(readHashes, 2, 4), checkpoint, extra: null });
  return {
    index: 2,
    entry: encodeBase64(entry),
    proof,
    vkey: formatVerifierKey(signer.key),
    personal: { salt: encodeBase64Url(salt), json: canonicalJson(personal) },
  };
}

async function newSigner(name: string): Promise<NoteSigner> {
  const keys = await crypto.subtle.generateKey({ name: "Ed25519" }, true, ["sign", "verify"]);
  if (!("privateKey" in keys)) throw new Error("no key pair");
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", keys.publicKey));
  const sign = async (message: Uint8Array) =>
    new Uint8Array(await crypto.subtle.sign("Ed25519", keys.privateKey, new Uint8Array(message)));
  return { key: verifierKey(name, publicKey), sign };
}

let log: NoteSigner;
let proof: EventProof;
beforeAll(async () => {
  log = await newSigner("holdfast.example/log/acc_1");
  proof = await proofOf(log);
});

const states = ({ steps }: Verification) => Object.fromEntries(steps.map(({ name, state }) => [name, state]));
const allHold = { leaf: "ok", signature: "ok", inclusion: "ok", personal: "ok" };

describe("an event with its receipt", () => {
  test("is proven: leaf, signature, path and personal part [C-231]", async () => {
    const verification = await verifyEvent(event, proof, proof.vkey);
    expect(states(verification)).toEqual(allHold);
    expect(verification.proven?.path).toHaveLength(2);
    expect(verification.proven?.index).toBe(2);
  });

  test("whose personal part was erased is proven all the same", async () => {
    const erased = { ...event, personal: null, personalErased: true };
    const verification = await verifyEvent(erased, { ...proof, personal: null }, proof.vkey);
    expect(states(verification)).toEqual({ ...allHold, personal: "absent" });
  });

  test("that is shown otherwise than it was logged fails at the leaf, and nothing after it is believed", async () => {
    const verification = await verifyEvent({ ...event, outcome: "refused" }, proof, proof.vkey);
    expect(states(verification)).toEqual({
      leaf: "failed",
      signature: "skipped",
      inclusion: "skipped",
      personal: "skipped",
    });
    expect(verification.proven).toBeNull();
  });

  test("fails under a key that is not the log's", async () => {
    const stranger = formatVerifierKey((await newSigner(log.key.name)).key);
    expect(states(await verifyEvent(event, proof, stranger))).toMatchObject({ signature: "failed" });
    expect(states(await verifyEvent(event, proof, "not a key"))).toMatchObject({ signature: "failed" });
  });

  test("fails with a receipt of another place, and with one that is none", async () => {
    const elsewhere = { ...proof, proof: proof.proof.replace("index 2", "index 1") };
    expect(states(await verifyEvent(event, elsewhere, proof.vkey))).toMatchObject({ inclusion: "failed" });
    expect(states(await verifyEvent(event, { ...proof, proof: "" }, proof.vkey))).toMatchObject({
      signature: "failed",
    });
  });

  test("fails with another personal part, shown or sent", async () => {
    const json = canonicalJson({ ...personal, address: "198.51.100.1" });
    const sent = { ...proof, personal: { salt: encodeBase64Url(salt), json } };
    expect(states(await verifyEvent(event, sent, proof.vkey))).toMatchObject({ personal: "failed" });
    const shown = { ...event, personal: { ...personal, address: "198.51.100.1" } };
    expect(states(await verifyEvent(shown, proof, proof.vkey))).toMatchObject({ personal: "failed" });
  });
});
