import { type AccountId, isId, type UserId } from "@holdfast/contract";

/** Whose passkey it is, by what the authenticator stores with it. It proves nothing: see `provePasskey`. */
export interface Holder {
  readonly accountId: AccountId;
  readonly userId: UserId;
}

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
const version = 1;
/** 26 characters of 5 bits. */
const idBytes = 17;
const handleBytes = 1 + 2 * idBytes;

/**
 * The user handle: a version and the two ids, 35 bytes that say nothing of a person (Web Authentication Level 3, section
 * 14.6.1). It routes a sign-in without a user name to the account.
 */
export const handleOf = ({ accountId, userId }: Holder): Buffer =>
  Buffer.concat([Buffer.of(version), packed(accountId), packed(userId)]);

/** @returns null for what is no user handle of ours. */
export function parseHandle(raw: string): Holder | null {
  const bytes = Buffer.from(raw, "base64url");
  if (bytes.length !== handleBytes || bytes[0] !== version || bytes.toString("base64url") !== raw) return null;
  const accountId = `acc_${unpacked(bytes.subarray(1, 1 + idBytes))}`;
  const userId = `usr_${unpacked(bytes.subarray(1 + idBytes))}`;
  return isId("account", accountId) && isId("user", userId) ? { accountId, userId } : null;
}

function packed(id: string): Buffer {
  let bits = 0n;
  for (const character of id.slice(4)) bits = (bits << 5n) | BigInt(alphabet.indexOf(character));
  return Buffer.from(bits.toString(16).padStart(2 * idBytes, "0"), "hex");
}

function unpacked(bytes: Buffer): string {
  let bits = BigInt(`0x${bytes.toString("hex")}`);
  let text = "";
  for (; bits > 0n; bits >>= 5n) text = alphabet.charAt(Number(bits & 31n)) + text;
  return text.padStart(26, "0");
}
