import { randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

import { type AccountId, type ApiKeyId, isId } from "@holdfast/contract";

import { sha256 } from "../../kernel/bytes.ts";

/**
 * `hfk_<account>_<id>_<secret>_<checksum>`: it names its account, so that the credential itself routes. The checksum is
 * no secret; it lets scanners, and us before any other work, tell a key from what merely looks like one.
 */
export interface ApiKeyText {
  readonly accountId: AccountId;
  readonly id: ApiKeyId;
}

/** What keys begin with, and nothing else of ours. */
const keyPrefix = "hfk_";

/** What scanners of secrets look for; docs/api-keys.md gives it to them. */
export const keyPattern = String.raw`\bhfk_[0-9a-hjkmnp-tv-z]{26}_[0-9a-hjkmnp-tv-z]{26}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}\b`;

const shape = /^hfk_([0-9a-hjkmnp-tv-z]{26})_([0-9a-hjkmnp-tv-z]{26})_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/;
const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** 62^43 is more than 2^256, and 62^6 more than 2^32. */
const secretLength = 43;
const checksumLength = 6;

/** Makes the text of a key with 256 random bits. It exists nowhere else. */
export function newKeyText({ accountId, id }: ApiKeyText): string {
  const secret = base62(BigInt(`0x${randomBytes(32).toString("hex")}`), secretLength);
  const body = `${keyPrefix}${accountId.slice(4)}_${id.slice(4)}_${secret}`;
  return `${body}_${checksumOf(body)}`;
}

/** Null for everything that is not one of ours, intact. Says nothing about whether there is such a key. */
export function parseKeyText(raw: string): ApiKeyText | null {
  const [, account, key] = shape.exec(raw) ?? [];
  if (account === undefined || key === undefined) return null;
  const end = raw.length - checksumLength;
  if (raw.slice(end) !== checksumOf(raw.slice(0, end - 1))) return null;
  const [accountId, id] = [`acc_${account}`, `key_${key}`];
  return isId("account", accountId) && isId("apiKey", id) ? { accountId, id } : null;
}

/** CRC-32 (ISO 3309, as in zlib) of what stands before it, in base62. */
export const checksumOf = (body: string): string => base62(BigInt(crc32(body)), checksumLength);

function base62(value: bigint, length: number): string {
  let text = "";
  for (let rest = value, n = 0; n < length; n += 1) {
    text = digits.charAt(Number(rest % 62n)) + text;
    rest /= 62n;
  }
  return text;
}

/** Typed: the hash of a key equals no hash of another kind of token. */
export const keyHash = (text: string): Buffer => sha256(`holdfast/api-key/v1\0${text}`);

/** Whether somebody means it for a key, mistyped or not. */
export const looksLikeKey = (raw: string): boolean => raw.startsWith(keyPrefix);
