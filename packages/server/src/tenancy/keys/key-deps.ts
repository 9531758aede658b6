import type { Sql } from "../../platform/postgres/index.ts";
import type { Algorithm } from "./ciphertext.ts";
import type { DecryptFailure } from "./decrypt-failure.ts";
import type { KeyCache } from "./key-cache.ts";
import type { KeyWrapper } from "./key-wrapper.ts";

/** Why a key was unwrapped. */
export type UnwrapPurpose = "use" | "sign" | "root_rotation";

/** One key was unwrapped: an account's, or the deployment's by name. */
export interface Unwrap {
  readonly owner: string;
  readonly version: number;
  readonly wrapperId: string;
  readonly purpose: UnwrapPurpose;
}

export interface KeyDeps {
  readonly keystore: Sql;
  readonly wrapper: KeyWrapper;
  readonly keyCache: KeyCache;
  /** What seals; everything known opens. Default: XAES-256-GCM. */
  readonly algorithm?: Algorithm;
  /**
   * Called at every unwrap, before the key is used, so that each leaves a trace. Throwing refuses the key. It must not
   * wait for the same owner's keys: they are being opened.
   */
  onUnwrap(unwrap: Unwrap): void;
  /** Returns when the traces that were begun are written. */
  tracesWritten?(): Promise<void>;
  /** Called whenever a stored value or a wrapped key does not open, before the error is thrown. */
  onDecryptFailure?(failure: DecryptFailure): void;
}

/** `changed`: read them again. `destroyed`: overwrite them now, whoever is using them. */
export type KeyNotice = "changed" | "destroyed";

export interface RotationDeps extends KeyDeps {
  /**
   * Returns when every process has applied the notice (`applyKeyNotice`), or may not trust its memory any more because
   * its lease has run out. With a single process, `applyKeyNotice` itself.
   */
  announce(owner: string, notice: KeyNotice): Promise<void>;
}
