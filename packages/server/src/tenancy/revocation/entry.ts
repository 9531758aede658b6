import type { AccountId, ApiKeyId, RevocationCertificate, SessionId, UserId } from "@holdfast/contract";

/** What is not to be trusted from memory any more: ids alone, of one account. `subject` is an id of the kind. */
export interface Revocation {
  readonly accountId: AccountId;
  readonly kind: RevocationCertificate["kind"];
  readonly subject: string;
}

/** A committed revocation. */
export interface Entry extends Revocation {
  /** Counts without gaps in the order of commits. */
  readonly seq: number;
  /** Random; tells two histories of a restored log apart. */
  readonly mark: string;
  /** By the database's clock, just before the commit. */
  readonly committedAt: number;
}

/** Whom a remembered value belongs to. What it does not hang on is left out. */
export interface Subjects {
  readonly accountId: AccountId;
  readonly userId?: UserId;
  readonly sessionId?: SessionId;
  readonly keyId?: ApiKeyId;
}

/** Whether the revocation concerns what belongs to `subjects`. Never across accounts, whatever the subject says. */
export function concerns(revocation: Revocation, subjects: Subjects): boolean {
  const { accountId, kind, subject } = revocation;
  if (accountId !== subjects.accountId) return false;
  if (kind === "account") return true;
  if (kind === "key") return subject === subjects.keyId;
  return subject === (kind === "user" ? subjects.userId : subjects.sessionId);
}
