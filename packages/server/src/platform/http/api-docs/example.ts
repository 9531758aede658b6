import { isNull, type Json, type JsonSchema } from "./json-schema.ts";
import { nameOf } from "./schema-names.ts";

/**
 * A plausible value for a schema, the same every time. A field is known by its name, or by its name and what it is a
 * field of: an operation or a named schema. A test validates every example against its schema.
 */
export function exampleOf(schema: JsonSchema, owner: string, name = ""): Json {
  if (schema.const !== undefined) return schema.const;
  if (schema.default !== undefined) return schema.default;
  if (schema.anyOf !== undefined) return exampleOf(schema.anyOf.find((branch) => !isNull(branch)) ?? {}, owner, name);
  if (schema.type === "object") return exampleObject(schema, nameOf(schema) ?? inside(owner, name), name);
  if (schema.type === "array") return [exampleOf(schema.items ?? {}, owner, name.replace(/s$/, ""))];
  if (schema.type === "string") return exampleString(schema, owner, name);
  if (schema.type === "boolean") return booleans[name] ?? false;
  return numbers[name] ?? schema.minimum ?? 1;
}

const inside = (owner: string, name: string): string => (name === "" ? owner : `${owner}.${name}`);

function exampleObject({ properties }: JsonSchema, owner: string, name: string): Json {
  if (properties === undefined) return records[name] ?? {};
  return Object.fromEntries(Object.entries(properties).map(([key, schema]) => [key, exampleOf(schema, owner, key)]));
}

function exampleString({ pattern = "", format }: JsonSchema, owner: string, name: string): string {
  const idPrefix = /^\^([a-z]{3})_\[/.exec(pattern)?.[1];
  if (idPrefix !== undefined) return `${idPrefix}_${idBody}`;
  if (format === "date-time") return times[name] ?? "2026-03-02T09:30:00.000Z";
  return strings[`${owner}.${name}`] ?? strings[name] ?? "text";
}

const idBody = "01k9r4w8x2v6m0q3t5y7n1h8jd";

const times: Readonly<Record<string, string>> = {
  expiresAt: "2026-03-03T09:30:00.000Z",
  confirmedAt: "2026-03-02T09:30:00.014Z",
  until: "2026-04-01T00:00:00.000Z",
};

const numbers: Readonly<Record<string, number>> = {
  acknowledged: 4,
  apiKeyMaxDays: 90,
  exp: 1772444700,
  auth_time: 1772443800,
  factor_time: 1772443800,
  expiresInDays: 30,
  overlapHours: 24,
  requestsPerMinute: 600,
  uses: 1284,
  accessTokenMinutes: 15,
  reviewEveryMonths: 3,
  auditRetentionMonths: 12,
  expired: 0,
  from: 0,
  index: 41,
  milliseconds: 14,
  offboardingDeleteDays: 7,
  offboardingKeysHours: 24,
  offboardingSessionsMinutes: 60,
  offboardingTransferDays: 7,
  passwordAdvisedLength: 20,
  passwordMinLength: 15,
  privilegedSessionIdleMinutes: 15,
  privilegedSessionMaxHours: 12,
  seq: 1207,
  sessionIdleMinutes: 60,
  sessionMaxHours: 24,
  sessionsEnded: 2,
};

const booleans: Readonly<Record<string, boolean>> = {
  active: true,
  builtIn: true,
  current: true,
  emailVerified: true,
  suspended: false,
};

const records: Readonly<Record<string, Json>> = {
  details: { reason: "user" },
  personal: { address: "203.0.113.7", device: "Firefox 140 on Ubuntu 26.04" },
};

const credentialId = "-R85HbTJsv3g6nAYnLo_tj9Xm6YSKzOtlP8-wzAIS-Q";

const challenge = `hfc_${idBody}_X9s2mQf7bJk1LZr4uTn8eWd3cVy6aHp0oIg5RtEwQzA`;

/** Not whole, or scanners of secrets would report our own documentation. */
const keyExample = `hfk_${idBody}_${idBody}_…`;

const strings: Readonly<Record<string, string>> = {
  "audit_streams.create.authority":
    "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUXl3mQ2c7u0w9aXk1cF0o4h0w\n-----END CERTIFICATE-----",
  "audit_streams.create.authorization": "Splunk 3b0d2c1e",
  "WebhookDelivery.message": `evt_${idBody}`,
  "WebhookSecret.secret": "whsec_…",
  description: "The help desk",
  failure: "status",
  url: "https://id.example.com/holdfast",
  "checklist.sign.note": "Every session is one of ours.",
  "Account.name": "Acme",
  guard: "0d6c6f0c-2f4e-4d7b-9a51-7c0f4b8a3e21",
  mark: "5b0f8a1e-7c1d-4c39-9f43-0f6f1c2f8a10",
  "ApiKey.name": "Nightly build",
  "ApiKeySecret.secret": keyExample,
  "api_keys.create.name": "Nightly build",
  "api_keys.change.name": "Nightly build",
  "api_keys.rotate.secret": keyExample,
  "api_keys.report_leaked.key": keyExample,
  "Introspection.scope": "account:read users:read",
  iss: "https://id.example.com",
  "Event.target.id": `ses_${idBody}`,
  "Event.target.type": "session",
  "RecordedEvent.event": "app.ticket.closed",
  "RecordedEvent.target.id": "T-1042",
  "RecordedEvent.target.type": "ticket",
  "RecordedEvent.subject": `usr_${idBody}`,
  "Role.id": "developer",
  "Role.name": "Developer",
  "Role.summary": "Technical team members",
  "accounts.create.name": "Acme",
  "accounts.update.name": "Acme",
  "auth.factor.challenge": challenge,
  "auth.factor_passkey_options.challenge": challenge,
  "auth.recovery.challenge": challenge,
  "auth.finish_recovery.challenge": challenge,
  "FactorStep.challenge": challenge,
  "me.begin_totp.secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
  "me.begin_totp.uri": "otpauth://totp/Acme:ada%40example.com?issuer=Acme&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
  "me.confirm_totp.code": "492039",
  "me.replace_recovery_codes.code": "7K2M-Q0RX-5TDB-9HNE",
  "deployment.read.region.id": "eu",
  "me.register_passkey.name": "Work phone",
  "me.rename_passkey.name": "Work phone",
  "me.register_passkey.passkey.id": credentialId,
  "me.register_passkey.passkey.rawId": credentialId,
  "Passkey.name": "Work phone",
  "roles.create.name": "Auditor",
  "roles.update.name": "Auditor",
  "*": "0/x001/234",
  accessToken: "eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCJ9.eyJzdWIiOiJ1c3JfIn0.c2lnbmF0dXJl",
  account: "acme",
  actor: `usr_${idBody}`,
  address: "203.0.113.7",
  allowedAddresse: "203.0.113.0/24",
  browser: "Firefox 140",
  country: "EE",
  credentialId,
  currentPassword: "correct horse battery staple",
  cursor: "MDFrOXI0dzh4MnY2bTBx",
  email: "ada@example.com",
  entry: "eyJldmVudCI6InNlc3Npb24ucmV2b2tlZCJ9",
  event: "session.revoked",
  id: `usr_${idBody}`,
  kind: "desktop",
  json: '{"address":"203.0.113.7"}',
  kid: "2026-03",
  name: "Ada Lovelace",
  newPassword: "seven unlikely words in a row",
  nextCursor: "MDFrOXI0dzh4MnY2bTBx",
  password: "correct horse battery staple",
  passwordHash: "$2b$12$C6UzMDM.H6dfI/f/IKcEeO7ZQ6nGyE6Uc0lrjTRA8o8f2h9M8Y0Dy",
  captcha: "eyJjaGFsbGVuZ2UiOnt9LCJzb2x1dGlvbiI6e319",
  proof: "c2sp.org/tlog-proof@v1\nindex 41\n",
  reason: "Agreed with the security officer.",
  refreshToken: "hfr_k3v9Zq2mT7pX0wLs4yB8nC1dF6gH5jRaUe",
  region: "eu",
  request: "5b0f8a1e-7c1d-4c39-9f43-0f6f1c2f8a10",
  role: "developer",
  salt: "q83vEjRWeJq83vEjRWeJqw",
  slug: "acme",
  source: "git.example/acme/app, .env in the first commit",
  subject: `ses_${idBody}`,
  summary: "Reads the audit log and nothing else.",
  system: "Ubuntu 26.04",
  target: `ses_${idBody}`,
  title: "European Union",
  token: "k3v9Zq2mT7pX0wLs4yB8nC1dF6gH5jRaUe",
  type: "user",
  version: "0.1.0",
  vkey: "holdfast.example/acme+1b2c3d4e+AQID",
  x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
};
