export { type AccountKeys, createAccountKey, forgetAccount, applyKeyNotice, openAccountKeys } from "./account-keys.ts";
export { destroyAccountKeys, retireAccountKey, rotateAccountKey } from "./rotation.ts";
export { type SealedColumn, reseal } from "./reencryption.ts";
export { type RootRotation, type RootRotationOptions, rotateRoot } from "./root-rotation.ts";
export { type DirectoryIndex, type DirectoryKeys, openDirectoryKeys, rotateDirectoryKey } from "./directory-keys.ts";
export {
  listPublicKeys,
  openSigner,
  type PublicKey,
  retireTokenKeys,
  rotateSigner,
  type SignerName,
  type SignerOf,
  type SignerRotation,
} from "./signing-keys.ts";
export type { Signer } from "./signer.ts";
export { createKeyCache, type KeyCache } from "./key-cache.ts";
export type { KeyDeps, KeyNotice, RotationDeps, Unwrap, UnwrapPurpose } from "./key-deps.ts";
export { type Algorithm, algorithms, defaultAlgorithm } from "./ciphertext.ts";
export { DecryptFailure, type DecryptFailureReason } from "./decrypt-failure.ts";
export type { Place } from "./place.ts";
export { type IndexPurpose, indexPurposes, type SealPurpose, sealPurposes } from "./purposes.ts";
export {
  type KeyWrapper,
  UnwrapFailure,
  withOlderWrappers,
  type WrappedKey,
  WrapperUnavailable,
} from "./key-wrapper.ts";
export { localKeyWrapper } from "./local-key-wrapper.ts";
export { generateRootKey, parseRootKeys, type RootKey, type RootKeys } from "./root-keys.ts";
export { addRootKey, createRootKeyFile, dropOlderRootKeys, readRootKeyFile } from "./root-key-file.ts";
export { awsKmsKeyWrapper, type AwsKmsWrapperOptions } from "./aws-kms-key-wrapper.ts";
export type { AwsCredentials } from "./aws-signature.ts";
