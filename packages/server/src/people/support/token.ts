import { type AccountId, isId, type SessionId } from "@holdfast/contract";

import { sha256 } from "../../kernel/bytes.ts";

/** `hfs_<account>_<session>_<secret>`: opaque, 256 bits, for `Authorization: Bearer` alone. */
export interface SupportToken {
  readonly accountId: AccountId;
  readonly sessionId: SessionId;
  readonly secret: string;
}

const shape = /^hfs_([0-9a-z]{26})_([0-9a-z]{26})_([A-Za-z0-9_-]{43})$/;

export const isSupportToken = (raw: string): boolean => raw.startsWith("hfs_");

/** Null for everything that is not one of ours. */
export function parseSupportToken(raw: string): SupportToken | null {
  const [, account, session, secret] = shape.exec(raw) ?? [];
  if (account === undefined || session === undefined || secret === undefined) return null;
  const [accountId, sessionId] = [`acc_${account}`, `ses_${session}`];
  if (!isId("account", accountId) || !isId("session", sessionId)) return null;
  return { accountId, sessionId, secret };
}

export const formatSupportToken = ({ accountId, sessionId, secret }: SupportToken): string =>
  `hfs_${accountId.slice(4)}_${sessionId.slice(4)}_${secret}`;

/** Typed: it equals the hash of no other kind of token. */
export const supportHash = (secret: string): Buffer => sha256(`holdfast/support/v1\0${secret}`);
