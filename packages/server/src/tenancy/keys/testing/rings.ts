import { randomBytes } from "node:crypto";

import { Secret } from "../../../kernel/secret.ts";
import type { Algorithm, Place } from "../index.ts";
import { KeyRing } from "../key-ring.ts";

export const alice = "acc_00000000000000000000000001";
export const bob = "acc_00000000000000000000000002";

export const emailPlace: Place = { purpose: "users", table: "users", column: "email_sealed", row: "usr_1" };

/** A ring whose key bytes the test knows. The ring overwrites its own copies. */
export function ringOf(options: {
  owner?: string;
  keys?: Readonly<Record<number, Buffer>>;
  primary?: number;
  algorithm?: Algorithm;
  onFailure?: (failure: Error) => void;
}): KeyRing {
  const { owner = alice, keys = { 1: randomBytes(32) }, primary = 1, ...rest } = options;
  const versions = Object.entries(keys).map(([version, key]) => ({
    version: Number(version),
    key: new Secret(Uint8Array.from(key)),
  }));
  const sealing = versions.find((each) => each.version === primary);
  if (sealing === undefined) throw new Error("the primary is not among the keys");
  return new KeyRing({ owner, primary: sealing, older: versions.filter((each) => each !== sealing), ...rest });
}
