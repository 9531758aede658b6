export {
  type AccountKeys,
  applyKeyNotice,
  createAccountKey,
  forgetAccount,
  forgetIfDestroyed,
  openAccountKeys,
} from "./account-keys.ts";
export {
  accountKeySettlesIn,
  destroyAccountKeys,
  retireAccountKey,
  rotateAccountKey,
  type RotationTrace,
} from "./rotation.ts";
export { reseal, type SealedColumn } from "./reencryption.ts";
export { rotateRoot } from "./root-rotation.ts";
export { type DirectoryKeys, type DirectoryRotation, openDirectoryKeys, rotateDirectoryKey } from "./directory-keys.ts";
export { type DirectoryRetirement, retireDirectoryKeys } from "./directory-retirement.ts";
export {
  listPublicKeys,
  openSigner,
  retireTokenKeys,
  rotateSigner,
  type SignerOf,
  type SignerRotation,
} from "./signing-keys.ts";
export type { Signer } from "./signer.ts";
export { createKeyCache, type KeyCache } from "./key-cache.ts";
export type { KeyDeps, KeyNotice, RotationDeps, Unwrap } from "./key-deps.ts";
export { type Algorithm, isCiphertext, keyVersionOf } from "./ciphertext.ts";
export { keyControls } from "./controls.ts";
export { hasKeys, type KeySummary, type KeyVersionStatus, listKeyVersions, summariseKeys } from "./key-status.ts";
export { DecryptFailure } from "./decrypt-failure.ts";
export type { Place } from "./place.ts";
export type { IndexPurpose, SealPurpose } from "./purposes.ts";
export { type KeyWrapper, withOlderWrappers, WrapperUnavailable } from "./key-wrapper.ts";
export { localKeyWrapper } from "./local-key-wrapper.ts";
export { generateRootKey, type RootKeys } from "./root-keys.ts";
export { createRootKeyFile, RootKeyRefused } from "./root-key-file.ts";
export { fileKeyWrapper } from "./file-key-wrapper.ts";
export { type RootFileRotation, rotateRootKeyFile } from "./root-file-rotation.ts";
export { awsKmsKeyWrapper, type AwsKmsWrapperOptions } from "./aws-kms-key-wrapper.ts";
