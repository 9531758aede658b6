/** Wherever there is WebCrypto with Ed25519: browsers, Deno, Bun, workers. */
export type PublicKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** Its digest would cost a promise for every request. The token itself is in this memory as long as the request is. */
export const fingerprint = (token: string): string => token;

export const importKey = (x: string): Promise<PublicKey> =>
  crypto.subtle.importKey("jwk", { kty: "OKP", crv: "Ed25519", x }, "Ed25519", false, ["verify"]);

/** @throws DOMException for what is no base64url */
export const bytesOf = (base64url: string): Uint8Array<ArrayBuffer> => {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
};

export const isSignedBy = (key: PublicKey, signed: string, signature: Uint8Array<ArrayBuffer>): Promise<boolean> =>
  crypto.subtle.verify("Ed25519", key, signature, new TextEncoder().encode(signed));
