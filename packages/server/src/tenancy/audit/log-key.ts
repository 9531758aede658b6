import type { AccountId } from "@holdfast/contract";
import { type NoteSigner, verifierKey } from "@holdfast/proof";

import { type KeyDeps, openSigner, type Signer } from "../keys/index.ts";

export interface LogKeyDeps {
  readonly keys: KeyDeps;
  /** Host, and port where it is not the usual one, under which this deployment publishes its logs. */
  readonly originHost: string;
}

/**
 * The name of an account's log, for ever: a log that has begun keeps it when the deployment gets another host
 * (c2sp.org/tlog-tiles: the origin should be the log's URL without its scheme).
 */
export const logOrigin = (host: string, accountId: AccountId): string => `${host}/log/${accountId}`;

/** All logs of a region are signed with one key, each under its own name, so none can be taken for another. */
export const openLogSigner = ({ keys }: Pick<LogKeyDeps, "keys">, region: string): Promise<Signer> =>
  openSigner(keys, { name: "audit", region });

/** An Ed25519 key of signature type 01 (c2sp.org/signed-note), named after the log. */
export const noteSigner = (origin: string, signer: Signer): NoteSigner => ({
  key: verifierKey(origin, signer.publicKey),
  sign: (message) => signer.sign(message),
});
