import { Secret } from "../../kernel/secret.ts";
import { type AwsKmsOptions, callKms, endpointOf, type KmsAnswer } from "./aws-kms-client.ts";
import { type KeyWrapper, UnwrapFailure, WrapperUnavailable } from "./key-wrapper.ts";

export interface AwsKmsWrapperOptions extends AwsKmsOptions {
  /** ARN, id or alias of the symmetric KMS key that wraps. */
  readonly keyId: string;
  /** Keys that still unwrap. KMS's own yearly rotation keeps the key id and needs none of these. */
  readonly olderKeyIds?: readonly string[];
}

const scheme = "aws-kms:";

/**
 * Wraps under a key that never leaves AWS KMS; KMS logs each use with the context.
 * @throws for a plain HTTP endpoint beyond loopback
 */
export function awsKmsKeyWrapper(options: AwsKmsWrapperOptions): KeyWrapper {
  const { keyId, olderKeyIds = [] } = options;
  endpointOf(options);
  const ours = new Set([keyId, ...olderKeyIds]);
  return {
    id: scheme + keyId,
    async wrap(key, context) {
      const answer = await callKms(options, "Encrypt", {
        KeyId: keyId,
        Plaintext: Buffer.from(key.reveal()).toString("base64"),
        EncryptionContext: encryptionContext(context),
      });
      return { bytes: bytesOf(answer, "CiphertextBlob"), wrapperId: scheme + keyId };
    },
    async unwrap(wrapped, context) {
      const wrappedBy = wrapped.wrapperId.slice(scheme.length);
      if (!wrapped.wrapperId.startsWith(scheme) || !ours.has(wrappedBy)) {
        throw new UnwrapFailure(`${wrapped.wrapperId} is not one of the configured KMS keys`);
      }
      // KMS calls this a faulty request, not a faulty ciphertext.
      if (wrapped.bytes.length === 0) throw new UnwrapFailure("there is nothing to unwrap");
      const answer = await callKms(options, "Decrypt", {
        // Without it KMS takes the key from the blob: whoever can write the keystore could bring a blob, and so an
        // account key, of their own.
        KeyId: wrappedBy,
        CiphertextBlob: Buffer.from(wrapped.bytes).toString("base64"),
        EncryptionContext: encryptionContext(context),
      });
      return new Secret(bytesOf(answer, "Plaintext"));
    },
  };
}

const encryptionContext = (context: string): KmsAnswer => ({ "holdfast:key": context });

function bytesOf(answer: KmsAnswer, field: string): Buffer {
  const text = answer[field];
  if (typeof text !== "string" || text === "") throw new WrapperUnavailable(`KMS answered without ${field}`);
  return Buffer.from(text, "base64");
}
