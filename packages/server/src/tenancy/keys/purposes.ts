/**
 * What an account key is used for, through a key derived for that purpose alone. The names are permanent: they are part
 * of every derivation and of every ciphertext's associated data. Add freely, never rename, never reuse.
 */
export const sealPurposes = {
  profile: "the account's own name and address",
  users: "names and addresses of people",
  password: "password hashes (the pepper of NIST SP 800-63B-4 section 3.1.1.2)",
  totp: "secrets of authenticator apps",
  recovery: "hashes of recovery codes",
  identity: "who somebody is at Google",
  credential: "credentials of third parties",
  session: "devices and addresses of sessions",
  protection: "where sign-ins came from, what is familiar of a person, and incidents",
  passkey: "names of passkeys, and devices on which they were used",
  mail: "mails that wait to be sent",
  notices: "addresses that notices go to, and notices that wait for their reader",
  role: "names of custom roles",
  invitation: "names and addresses of people who are invited",
  support: "reasons of support grants, and who of the operator used them",
  api_key: "names of API keys, the addresses they work from, and where they were used last",
  webhook: "addresses and secrets of webhooks",
  audit_stream: "where the audit log is streamed to, and what authorizes it there",
  leaked_key: "who found an API key in public, and where",
  checklist: "notes of people who sign an item of the checklist off",
  policy: "policy documents",
  audit: "the personal part of audit events",
  records: "content",
  backup: "backup files",
  idempotency: "answers kept for repeated requests",
  signing: "material of signatures made for an account",
} as const satisfies Record<string, string>;

/** Blind indexes: a keyed hash by which an encrypted value is looked up. One key per column, so columns do not join. */
export const indexPurposes = {
  "users.email": "finds a user by address inside an account",
  "email_changes.old_email": "finds an address that may be given back to who had it",
  "invitations.email": "finds the invitation of an address inside an account",
  "identities.subject": "finds a user by who they are at Google, inside an account",
  "roles.name": "keeps role names unique inside an account",
  "familiar_marks.mark": "recognises devices, networks and countries of a user",
  "directory.email": "finds the accounts that know an address",
  "directory.slug": "finds an account by its address",
  "directory.limits": "names the counts of the rate limits",
  "directory.passkeys": "marks the challenges of passkeys as ours",
  "directory.captcha": "marks CAPTCHAs as ours",
  "directory.idempotency": "recognises repeated requests",
} as const satisfies Record<string, string>;

export type SealPurpose = keyof typeof sealPurposes;
export type IndexPurpose = keyof typeof indexPurposes;

/** Under root keys only: an account key can never do it, a root key nothing else. */
export type WrapPurpose = "wrap";

export type Purpose = SealPurpose | IndexPurpose | WrapPurpose;

/** HKDF's `info` (RFC 5869 section 3.2): what separates the domains of keys that come from one input key. */
export const derivationInfo = (purpose: Purpose): string => `holdfast/${purpose}/v1`;
