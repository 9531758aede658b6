/** What a stored password hash says about itself. */
export type HashFormat =
  | {
      readonly kind: "argon2id";
      readonly memoryKib: number;
      readonly passes: number;
      readonly lanes: number;
      readonly saltBytes: number;
      readonly hashBytes: number;
    }
  | { readonly kind: "bcrypt"; readonly cost: number };

/** PHC string format: parameters in this order, Base64 without padding. `v=19` is Argon2 1.3, of RFC 9106. */
const argon2id =
  /^\$argon2id\$v=19\$m=([1-9]\d{0,9}),t=([1-9]\d{0,9}),p=([1-9]\d{0,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{16,86})$/;
/**
 * `2x` is missing on purpose: it marks hashes of an implementation with a weakness (CVE-2011-2483). The last characters of
 * salt and hash have bits to spare, which must be zero: a hash written otherwise would be refused at every sign-in.
 */
const bcrypt = /^\$2[aby]\$(\d{2})\$[./A-Za-z0-9]{21}[.Oeu][./A-Za-z0-9]{30}[.CGKOSWaeimquy26]$/;

/** Reads the format of a hash; null for any other text. */
export function hashFormatOf(stored: string): HashFormat | null {
  const [, memory, passes, lanes, salt = "", hash = ""] = argon2id.exec(stored) ?? [];
  if (memory !== undefined) {
    if (!isCanonical(salt) || !isCanonical(hash)) return null;
    return {
      kind: "argon2id",
      memoryKib: Number(memory),
      passes: Number(passes),
      lanes: Number(lanes),
      saltBytes: bytesOf(salt),
      hashBytes: bytesOf(hash),
    };
  }
  const [, cost] = bcrypt.exec(stored) ?? [];
  return cost === undefined ? null : { kind: "bcrypt", cost: Number(cost) };
}

/** Whether Base64 text is what its bytes are written as; another spelling would be refused at every sign-in. */
const isCanonical = (base64: string): boolean =>
  Buffer.from(base64, "base64").toString("base64").replaceAll("=", "") === base64;

const bytesOf = (base64: string): number => Math.floor((base64.length * 3) / 4);

/**
 * Whether a hash from another system can be taken over. It is verified until its user signs in once, so it must be worth
 * something (OWASP's least: 12 MiB of Argon2id, bcrypt at 10) and must not cost the server more than a second or 256 MiB,
 * whoever made it up.
 */
export function isImportableHash(stored: string): boolean {
  const format = hashFormatOf(stored);
  if (format === null) return false;
  if (format.kind === "bcrypt") return format.cost >= 10 && format.cost <= 14;
  const { memoryKib, passes, lanes, saltBytes, hashBytes } = format;
  return (
    memoryKib >= 12 * 1024 &&
    memoryKib <= 256 * 1024 &&
    // Memory times passes is the work; this is a little over a second of it.
    memoryKib * passes <= 1024 * 1024 &&
    lanes <= 16 &&
    saltBytes >= 8 &&
    hashBytes >= 16
  );
}
