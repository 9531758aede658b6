import { crc32 } from "node:zlib";

import type { KeyView } from "@holdfast/contract";

import type { Deployment, Member } from "./deployment.ts";

/** A key as its creator holds it. */
export interface MadeKey {
  readonly id: string;
  readonly secret: string;
  readonly view: KeyView;
}

/** Makes an API key of a member who has just signed in; it may read the account unless told otherwise. */
export async function makeKey(
  holdfast: Pick<Deployment, "call">,
  { token }: Pick<Member, "token">,
  wish: object = {},
): Promise<MadeKey> {
  const body = { name: "Deploys", scopes: ["account:read"], ...wish };
  const answer = await holdfast.call({ method: "POST", url: "/v1/keys", token, body });
  if (answer.statusCode !== 201) throw new Error(`creating a key answered ${answer.statusCode}: ${answer.body}`);
  const { key, secret } = answer.json();
  return { id: key.id, secret, view: key };
}

/** What a request with a key comes to: its status, and the code of a refusal. */
export async function useKey(
  holdfast: Pick<Deployment, "call">,
  secret: string,
  { url = "/v1/account", address }: { url?: string; address?: string } = {},
): Promise<[status: number, code: string | null]> {
  const answer = await holdfast.call({
    method: "GET",
    url,
    token: secret,
    ...(address !== undefined && { address }),
  });
  return [answer.statusCode, answer.statusCode < 400 ? null : answer.json().code];
}

export interface KeyParts {
  readonly account: string;
  readonly id: string;
  readonly secret: string;
}

export function partsOfKey(key: string): KeyParts {
  const [, account = "", id = "", secret = ""] = key.split("_");
  return { account, id, secret };
}

/** The parts of a key put together by whoever has read docs/api-keys.md: its checksum is right. */
export function forgeKey({ account, id, secret }: KeyParts): string {
  const body = `hfk_${account}_${id}_${secret}`;
  const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  const places = [62 ** 5, 62 ** 4, 62 ** 3, 62 ** 2, 62, 1];
  const checksum = places.map((place) => digits.charAt(Math.floor(crc32(body) / place) % 62)).join("");
  return `${body}_${checksum}`;
}
