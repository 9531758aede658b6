import { type NoteSigner, verifierKey } from "@holdfast/proof";

import { type KeyDeps, openSigner, type Signer } from "../keys/index.ts";

/** The log's name (c2sp.org/tlog-tiles: its address without the scheme). It keeps the one that it began with. */
export const platformOrigin = (host: string): string => `${host}/v1/platform-log`;

/** A key that signs nothing else: no account's checkpoint can be taken for the platform's. */
export const openPlatformSigner = (keys: KeyDeps): Promise<Signer> =>
  openSigner(keys, { name: "platform", region: "control" });

export const noteSignerOf = (origin: string, signer: Signer): NoteSigner => ({
  key: verifierKey(origin, signer.publicKey),
  sign: (message) => signer.sign(message),
});
