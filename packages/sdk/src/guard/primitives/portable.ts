/** Wherever there is WebCrypto with Ed25519: browsers, Deno, Bun, workers. */
export type PublicKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** Its digest would cost a promise for every request. The token itself is in this memory as long as the request is. */
export const fingerprint = (token: string): string => token;

export const importKey = (x: string): Promise<PublicKey> =>
  crypto.subtle.importKey("jwk", { kty: "OKP", crv: "Ed25519", x }, "Ed25519", false, ["verify"]);

export const isSignedBy = (key: PublicKey, signed: string, signature: Uint8Array<ArrayBuffer>): Promise<boolean> =>
  crypto.subtle.verify("Ed25519", key, signature, new TextEncoder().encode(signed));
