import { equalBytes } from "../../kernel/bytes.ts";
import type { Clock } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Authenticator, KeyCaller } from "../../platform/http/index.ts";
import type { DirectoryDeps } from "../../tenancy/directory/index.ts";
import { openAccountKeys } from "../../tenancy/keys/index.ts";
import { readUntouched, type RevocationView } from "../../tenancy/revocation/index.ts";
import { sharedRoleName } from "../roles/index.ts";
import { parseAllowList } from "./allow-list.ts";
import { addressesOf, effectiveRights } from "./api-key.ts";
import { homeOf } from "./home.ts";
import { type ApiKeyText, keyHash, looksLikeKey, parseKeyText } from "./key-format.ts";
import { type KeyMemory, KnownKey, recallKey, rememberKey, type VerifiedKey } from "./key-memory.ts";
import { findForVerification, type VerifiedKeyRow } from "./store.ts";

export interface KeyVerification {
  readonly directory: DirectoryDeps;
  readonly keyMemory: KeyMemory;
  readonly revocations: RevocationView;
  readonly leaseMs: number;
  readonly clock: Clock;
}

/**
 * Verifies API keys: from memory while the revocation log vouches for it, else by checksum and row. The rights of a key
 * hang on its creator, so whatever is revoked of them is read again here as well.
 */
export const createKeyAuthenticator = (deps: KeyVerification): Authenticator<KeyCaller> => ({
  known: (text) => recallKey(deps.keyMemory, deps.revocations, text)?.caller ?? null,
  verify: (text) => verifyKey(deps, text),
});

/** Takes both kinds of credentials. They are told apart by how they begin, and neither is tried as the other. */
export const authenticateEither = (sessions: Authenticator, keys: Authenticator<KeyCaller>): Authenticator => ({
  known: (token) => (looksLikeKey(token) ? keys : sessions).known(token),
  verify: (token) => (looksLikeKey(token) ? keys : sessions).verify(token),
});

async function verifyKey(deps: KeyVerification, text: string): Promise<KeyCaller> {
  const mayRemember = deps.revocations.fresh();
  const entry = await readLiveKey(deps, text);
  // One code for every dead state: telling "revoked" from "unknown" would tell a thief that they were noticed.
  if (entry === null) throw new Problem("key.invalid");
  if (mayRemember) rememberKey(deps.keyMemory, text, entry);
  return entry.caller;
}

/** A key as its row says at this moment; null for what is no live key. @throws Problem(`service.unavailable`) */
export async function readLiveKey(deps: KeyVerification, text: string): Promise<KnownKey | null> {
  const named = parseKeyText(text);
  if (named === null) return null;
  const reading = await readUntouched(deps.revocations, {
    read: () => readKey(deps, named, text),
    subjectsOf: ({ accountId, userId, id }) => ({ accountId, userId, keyId: id }),
    leaseMs: deps.leaseMs,
  });
  return reading === null ? null : new KnownKey(deps.keyMemory, reading.value, reading.applied);
}

async function readKey(deps: KeyVerification, named: ApiKeyText, text: string): Promise<VerifiedKey | null> {
  const { directory } = deps;
  const home = await homeOf(directory, named.accountId);
  if (home === null || home.state !== "active") return null;
  const row = await findForVerification(directory.cluster.cell(home.region, home.database), named);
  if (row === null || !opens(row, text, deps.clock())) return null;
  const addresses =
    row.addressesSealed === null
      ? null
      : addressesOf({ keys: await openAccountKeys(directory.keys, home.accountId) }, { ...named, ...row });
  return {
    accountId: home.accountId,
    userId: row.userId,
    id: named.id,
    role: sharedRoleName(row.role),
    rights: effectiveRights(row),
    requestsPerMinute: row.requestsPerMinute,
    allowList: addresses === null ? null : parseAllowList(addresses),
    expiresAt: row.expiresAt,
  };
}

const opens = ({ secretHash, expiresAt }: VerifiedKeyRow, text: string, now: number): boolean =>
  equalBytes(secretHash, keyHash(text)) && now < expiresAt;
