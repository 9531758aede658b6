import { generateKeyPairSync, sign } from "node:crypto";

import { describe, expect, test } from "vitest";

import { concat } from "./bytes.ts";
import { formatCheckpoint, openCheckpoint } from "./checkpoint.ts";
import { cosignedMessage } from "./cosignature.ts";
import { emptyRoot } from "./merkle-tree.ts";
import { formatPolicy, meetsQuorum, parsePolicy } from "./policy.ts";
import { refusal } from "./refusal.fixture.ts";
import { freshSigner, rawPublicKey } from "./sample-log.fixture.ts";
import { type NoteSigner, signNote } from "./signed-note.ts";
import { formatVerifierKey, signatureTypes, verifierKey } from "./verifier-key.ts";

const log = freshSigner("holdfast.example/log");
const text = formatCheckpoint({ origin: "holdfast.example/log", size: 0, root: emptyRoot() });

/** A witness that signs at this second. */
function witness(name: string, time = 1_700_000_000n): NoteSigner & { vkey: string } {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const key = verifierKey(name, rawPublicKey(publicKey), signatureTypes.ed25519Cosignature);
  const timestamp = new Uint8Array(8);
  new DataView(timestamp.buffer).setBigUint64(0, time);
  const cosign = (message: Uint8Array): Uint8Array => {
    const cosigned = cosignedMessage(new TextDecoder().decode(message), time);
    return concat(timestamp, sign(null, cosigned, privateKey));
  };
  return { key, sign: cosign, vkey: formatVerifierKey(key) };
}

const [w1, w2, w3] = [witness("w1.example"), witness("w2.example"), witness("w3.example")];
const logLine = `log ${formatVerifierKey(log.key)}\n`;
const three = `${logLine}witness W1 ${w1.vkey}\nwitness W2 ${w2.vkey}\nwitness W3 ${w3.vkey}\n`;

async function isMet(policy: string, ...witnesses: readonly NoteSigner[]): Promise<boolean> {
  const { quorum, witnesses: known } = parsePolicy(policy);
  const { signers } = await openCheckpoint(await signNote(text, log, ...witnesses), log.key, known);
  return meetsQuorum(quorum, signers);
}

describe("a policy", () => {
  test("of a log without witnesses asks for none", async () => {
    const policy = formatPolicy(formatVerifierKey(log.key));
    expect(parsePolicy(policy).logs).toEqual([log.key]);
    expect(await isMet(policy)).toBe(true);
  });

  test("of one witness asks for its cosignature", async () => {
    expect(await isMet(`${three}quorum W1\n`, w1)).toBe(true);
    expect(await isMet(`${three}quorum W1\n`, w2, w3)).toBe(false);
  });

  test("of groups asks for what each of them asks", async () => {
    const policy = `# two of them, and one of the first pair\n\t${three}group pair any W1 W2\ngroup both all pair W3 \nquorum both\n`;
    expect(await isMet(policy, w1, w3)).toBe(true);
    expect(await isMet(policy, w1, w2)).toBe(false);
    expect(await isMet(`${three}group g 2 W1 W2 W3\nquorum g\n`, w1)).toBe(false);
    expect(await isMet(`${three}group g 2 W1 W2 W3\nquorum g\n`, w1, w3)).toBe(true);
  });

  test("refuses a checkpoint whose cosignature is forged", async () => {
    const forged = {
      ...w1,
      sign: (message: Uint8Array) => concat(new Uint8Array(8), message.slice(0, 64)),
    };
    await expect(isMet(`${three}quorum W1\n`, forged)).rejects.toMatchObject({ code: "note.bad_signature" });
    const short = { ...w1, sign: () => new Uint8Array(7) };
    await expect(isMet(`${three}quorum W1\n`, short)).rejects.toMatchObject({ code: "note.bad_signature" });
    const lateW1 = { ...witness("w1.example", 2n ** 63n), key: w1.key };
    await expect(isMet(`${three}quorum W1\n`, lateW1)).rejects.toMatchObject({ code: "note.bad_signature" });
  });

  test.each([
    ["no quorum", three],
    ["two quorums", `${three}quorum W1\nquorum W1\n`],
    ["an unknown quorum", `${three}quorum W4\n`],
    ["a quorum defined later", `${logLine}quorum W1\nwitness W1 ${w1.vkey}\n`],
    ["a word after the quorum", `${three}quorum W1 W2\n`],
    ["an unknown line", `${three}quorum none\nwitless\n`],
    ["a witness twice", `${three}witness W4 ${w1.vkey}\nquorum none\n`],
    ["a name twice", `${three}witness W1 ${witness("w4.example").vkey}\nquorum none\n`],
    ["a witness called none", `witness none ${w1.vkey}\nquorum none\n`],
    ["a log twice", `${logLine}${logLine}quorum none\n`],
    ["a witness's key as a log", `log ${w1.vkey}\nquorum none\n`],
    ["a log's key as a witness", `witness W1 ${formatVerifierKey(log.key)}\nquorum none\n`],
    ["a member in two groups", `${three}group g any W1 W2\ngroup h any W1 W3\nquorum h\n`],
    ["a member twice", `${three}group g any W1 W1\nquorum g\n`],
    ["a group without members", `${three}group g all\nquorum g\n`],
    ["an unknown member", `${three}group g any W1 W4\nquorum g\n`],
    ["a threshold of none", `${three}group g 0 W1 W2\nquorum g\n`],
    ["a threshold beyond all", `${three}group g 3 W1 W2\nquorum g\n`],
    ["a threshold that is no number", `${three}group g most W1 W2\nquorum g\n`],
    ["a carriage return", `${logLine}quorum none\r\n`],
    ["no final newline", `${logLine}quorum none`],
  ])("is none with %s", (_, policy) => {
    expect(refusal(() => parsePolicy(policy))).toBe("policy.malformed");
  });

  test("with a witness of a type that cannot be verified is refused", () => {
    const vkey = "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    expect(refusal(() => parsePolicy(`witness W ${vkey}\nquorum none\n`))).toBe("vkey.unsupported");
  });
});
