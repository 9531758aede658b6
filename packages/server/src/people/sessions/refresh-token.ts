import { createHmac, randomBytes } from "node:crypto";

import { isId, type AccountId, type SessionId } from "@holdfast/contract";

import { randomToken, sha256 } from "../../kernel/bytes.ts";
import { Secret } from "../../kernel/secret.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";

/**
 * `hfr_<account>_<session>_<secret>`: opaque, 256 bits, and it names its account, so that the credential itself routes.
 * The database holds only a hash.
 */
export interface RefreshToken {
  readonly accountId: AccountId;
  readonly sessionId: SessionId;
  readonly secret: string;
}

const shape = /^hfr_([0-9a-z]{26})_([0-9a-z]{26})_([A-Za-z0-9_-]{43})$/;

/** Null for everything that is not one of ours. */
export function parseRefreshToken(raw: string): RefreshToken | null {
  const [, account, session, secret] = shape.exec(raw) ?? [];
  if (account === undefined || session === undefined || secret === undefined) return null;
  const accountId = `acc_${account}`;
  const sessionId = `ses_${session}`;
  if (!isId("account", accountId) || !isId("session", sessionId)) return null;
  return { accountId, sessionId, secret };
}

export const formatRefreshToken = ({ accountId, sessionId, secret }: RefreshToken): string =>
  `hfr_${accountId.slice(4)}_${sessionId.slice(4)}_${secret}`;

export const firstSecret = (): string => randomToken();

/** What a session's refresh secrets follow from each other by. Of the session alone, and stored sealed. */
export type RefreshKey = Secret<Uint8Array>;

export const newRefreshKey = (): RefreshKey => new Secret(randomBytes(32));

export const sealRefreshKey = ({ keys }: AccountScope, id: SessionId, key: RefreshKey): Buffer =>
  keys.seal(keyPlace(id), key.reveal());

export const openRefreshKey = ({ keys }: AccountScope, row: { id: SessionId; refreshKeySealed: Buffer }): RefreshKey =>
  new Secret(keys.open(keyPlace(row.id), row.refreshKeySealed));

const keyPlace = (row: SessionId) =>
  ({ purpose: "session", table: "sessions", column: "refresh_key_sealed", row }) as const;

/**
 * The secret that follows a secret. Derived, so that two tabs that refresh with the same token at once are given the
 * same successor; without the session's key it cannot be foretold.
 */
export const successorOf = (key: RefreshKey, secret: string): string =>
  createHmac("sha256", key.reveal()).update(secret).digest("base64url");

/** Typed: the hash of a refresh secret equals no hash of another kind of token. */
export const refreshHash = (secret: string): Buffer => sha256(`holdfast/refresh/v1\0${secret}`);
