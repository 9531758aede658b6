import { DecryptCommand, EncryptCommand, KMSClient } from "@aws-sdk/client-kms";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { Secret } from "../../kernel/secret.ts";
import { awsKmsKeyWrapper, type AwsKmsWrapperOptions } from "./aws-kms-key-wrapper.ts";
import { describeKeyWrapper } from "./key-wrapper.contract.ts";
import { UnwrapFailure, WrapperUnavailable } from "./key-wrapper.ts";
import { type KmsFake, startKmsFake } from "./testing/kms-fake.ts";

let kms: KmsFake;
beforeAll(async () => {
  kms = await startKmsFake();
});
afterAll(() => kms.close());

const wrapperOf = (keyId: string, change: Partial<AwsKmsWrapperOptions> = {}) =>
  awsKmsKeyWrapper({
    endpoint: kms.endpoint,
    region: kms.region,
    credentials: () => ({ accessKeyId: kms.accessKeyId, secretAccessKey: new Secret(kms.secretAccessKey) }),
    keyId,
    ...change,
  });
const newKey = () => new Secret(Uint8Array.from({ length: 32 }, (_, i) => i));

// C-044: against a protocol fake that the official SDK drives too (below).
describeKeyWrapper("AWS KMS", async () => [wrapperOf(kms.createKey()), wrapperOf(kms.createKey())]);

describe("the KMS that these tests run against", () => {
  test("serves the official SDK, which opens what we wrapped and wraps what we open [C-044]", async () => {
    const keyId = kms.createKey();
    const wrapper = wrapperOf(keyId);
    const { accessKeyId, secretAccessKey, endpoint, region } = kms;
    const official = new KMSClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
    const EncryptionContext = { "holdfast:key": "c" };

    const ours = await wrapper.wrap(newKey(), "c");
    const opened = await official.send(
      new DecryptCommand({ KeyId: keyId, CiphertextBlob: ours.bytes, EncryptionContext }),
    );
    expect(Buffer.from(opened.Plaintext ?? [])).toEqual(Buffer.from(newKey().reveal()));

    const theirs = await official.send(
      new EncryptCommand({ KeyId: keyId, Plaintext: newKey().reveal(), EncryptionContext }),
    );
    const bytes = theirs.CiphertextBlob ?? new Uint8Array();
    const unwrapped = await wrapper.unwrap({ bytes, wrapperId: wrapper.id }, "c");
    expect(Buffer.from(unwrapped.reveal())).toEqual(Buffer.from(newKey().reveal()));
    official.destroy();
  });

  test("refuses a wrong secret, a late clock and another region", async () => {
    const keyId = kms.createKey();
    const accessKeyId = kms.accessKeyId;
    const wrong: Partial<AwsKmsWrapperOptions>[] = [
      { credentials: () => ({ accessKeyId, secretAccessKey: new Secret("wrong") }) },
      { clock: () => Date.now() - 10 * 60_000 },
      { region: "us-east-1" },
    ];
    for (const change of wrong) {
      await expect(wrapperOf(keyId, change).wrap(newKey(), "c")).rejects.toThrow("InvalidSignatureException");
    }
  });
});

describe("the AWS KMS wrapper", () => {
  test("opens with a configured key alone, though KMS would take the one that the blob names", async () => {
    const [ours, theirs] = [kms.createKey(), kms.createKey()];
    const foreign = await wrapperOf(theirs).wrap(newKey(), "c");
    const wrapper = wrapperOf(ours);
    await expect(wrapper.unwrap(foreign, "c")).rejects.toThrow(UnwrapFailure);
    await expect(wrapper.unwrap({ ...foreign, wrapperId: wrapper.id }, "c")).rejects.toThrow("IncorrectKeyException");
    const both = wrapperOf(ours, { olderKeyIds: [theirs] });
    expect((await both.unwrap(foreign, "c")).reveal()).toHaveLength(32);
  });

  test("tries once more after a fault that may pass, and only once", async () => {
    const wrapper = wrapperOf(kms.createKey());
    for (const fault of [
      { status: 500, type: "KMSInternalException" },
      { status: 400, type: "ThrottlingException" },
      "hang_up",
    ] as const) {
      kms.faults.push(fault);
      await expect(wrapper.wrap(newKey(), "c")).resolves.toBeDefined();
      kms.faults.push(fault, fault);
      await expect(wrapper.wrap(newKey(), "c")).rejects.toThrow(WrapperUnavailable);
      expect(kms.faults).toHaveLength(0);
    }
  });

  test("does not try a refusal again", async () => {
    const wrapper = wrapperOf(kms.createKey());
    const before = kms.statuses.length;
    kms.faults.push({ status: 400, type: "DisabledException" });
    await expect(wrapper.wrap(newKey(), "c")).rejects.toThrow(WrapperUnavailable);
    kms.faults.push({ status: 400, type: "InvalidCiphertextException" });
    const wrapped = { bytes: Buffer.from("x"), wrapperId: wrapper.id };
    await expect(wrapper.unwrap(wrapped, "c")).rejects.toThrow(UnwrapFailure);
    expect(kms.statuses.length - before).toBe(2);
  });

  test("gives up on a KMS that does not answer in time [C-005]", async () => {
    const wrapper = wrapperOf(kms.createKey(), { timeoutMs: 50 });
    kms.faults.push("hang", "hang");
    await expect(wrapper.wrap(newKey(), "c")).rejects.toThrow(WrapperUnavailable);
  });

  test("takes an answer without what was asked for as no answer", async () => {
    const wrapper = wrapperOf(kms.createKey());
    kms.faults.push({ status: 200, type: "" });
    await expect(wrapper.wrap(newKey(), "c")).rejects.toThrow(WrapperUnavailable);
  });

  test("never sends a key over plain HTTP beyond loopback", () => {
    expect(() => wrapperOf("k", { endpoint: "http://kms.example.org" })).toThrow("https");
  });
});
