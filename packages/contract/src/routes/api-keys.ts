import { type Static, Type } from "typebox";

import { keyRights } from "../rights.ts";
import { defineRoute } from "../route.ts";
import {
  ApiKeyIdSchema,
  ById,
  Described,
  Empty,
  Exact,
  Name,
  Nullable,
  OneOf,
  Page,
  PageQuery,
  PathId,
  RevocationCertificate,
  Time,
  UserIdSchema,
} from "../schemas.ts";

const KeyRightSchema = OneOf(keyRights);

const Scopes = Described(
  "Rights that the key may use, while its creator has them.",
  Type.Array(KeyRightSchema, { minItems: 1, maxItems: keyRights.length }),
);
const AllowedAddresses = Described(
  "Addresses and networks (CIDR) that it works from.",
  Type.Array(Type.String({ minLength: 2, maxLength: 49 }), { minItems: 1, maxItems: 50 }),
);
const ExpiresInDays = Described(
  "At most `apiKeyMaxDays` of the policy, which it is by default.",
  Type.Integer({ minimum: 1, maximum: 90 }),
);
// Without a default: the server fills defaults in, and a change of the name alone would reset the limit.
const RequestsPerMinute = Described(
  "How much it may do, besides the limits of account and address; a new key 600 where nothing else is asked for.",
  Type.Integer({ minimum: 1, maximum: 6000 }),
);

export const KeyView = Exact({
  id: ApiKeyIdSchema,
  user: Described("Its creator. The key never has more rights than they have, and ends with them.", UserIdSchema),
  name: Type.String(),
  scopes: Type.Array(KeyRightSchema),
  effective: Described(
    "The scopes that its creator has at present; the others do nothing.",
    Type.Array(KeyRightSchema),
  ),
  state: Described(
    "`replaced`: rotated, and working until it expires. `idle`: its creator is suspended.",
    Type.Union([Type.Literal("live"), Type.Literal("replaced"), Type.Literal("idle"), Type.Literal("expired")]),
  ),
  allowedAddresses: Described("Null: it works from everywhere.", Nullable(Type.Array(Type.String()))),
  requestsPerMinute: Type.Integer(),
  createdAt: Time,
  expiresAt: Time,
  replacedBy: Nullable(ApiKeyIdSchema),
  lastUsedAt: Described("To half a minute. Null: never used.", Nullable(Time)),
  lastAddress: Nullable(Type.String()),
  uses: Described("Requests that it opened.", Type.Integer()),
});
export type KeyView = Static<typeof KeyView>;

export const KeySecret = Exact({
  key: KeyView,
  secret: Described("The whole key. Shown this once; only a hash of it is kept.", Type.String()),
});
export type KeySecret = Static<typeof KeySecret>;

export const createKey = defineRoute({
  id: "api_keys.create",
  method: "POST",
  path: "/v1/keys",
  who: "recent",
  right: null,
  rate: "write",
  summary: "Create an API key with some of your rights; a repetition creates another",
  body: Exact({
    name: Name,
    scopes: Scopes,
    expiresInDays: Type.Optional(ExpiresInDays),
    allowedAddresses: Type.Optional(Nullable(AllowedAddresses)),
    requestsPerMinute: Type.Optional(RequestsPerMinute),
  }),
  response: { 201: KeySecret },
  problems: ["key.scope_exceeds_own", "key.lives_too_long", "key.address_malformed", "key.too_many"],
});

export const listKeys = defineRoute({
  id: "api_keys.list",
  method: "GET",
  path: "/v1/keys",
  who: "user",
  right: null,
  rate: "read",
  summary: "The caller's API keys that were not revoked, newest first",
  response: { 200: Page(KeyView) },
  problems: [],
});

const UnusedDays = Type.Integer({ minimum: 1, maximum: 365 });

export const listUnusedKeys = defineRoute({
  id: "api_keys.list_unused",
  method: "GET",
  path: "/v1/keys/unused",
  who: "user",
  right: null,
  rate: "read",
  summary: "The caller's live API keys that nobody has used for so many days",
  query: Exact({ days: Type.Optional(Described("30 by default.", UnusedDays)) }),
  response: { 200: Page(KeyView) },
  problems: [],
});

export const changeKey = defineRoute({
  id: "api_keys.change",
  method: "PATCH",
  path: "/v1/keys/{id}",
  who: "recent",
  right: null,
  rate: "write",
  summary: "Change the name, allow-list or limit of one of the caller's API keys, in every process before it answers",
  params: ById,
  body: Exact({
    name: Type.Optional(Name),
    allowedAddresses: Type.Optional(Nullable(AllowedAddresses)),
    requestsPerMinute: Type.Optional(RequestsPerMinute),
  }),
  response: { 200: KeyView },
  problems: ["key.not_found", "key.address_malformed"],
});

export const rotateKey = defineRoute({
  id: "api_keys.rotate",
  method: "POST",
  path: "/v1/keys/{id}/rotate",
  who: "recent",
  right: null,
  rate: "write",
  summary: "Create the successor of one of the caller's API keys; the old one works on for some hours",
  params: ById,
  body: Exact({
    overlapHours: Type.Optional(
      Described(
        "How long the old one works on: 24 by default, 0 to end it at once.",
        Type.Integer({ minimum: 0, maximum: 168 }),
      ),
    ),
    expiresInDays: Type.Optional(ExpiresInDays),
  }),
  response: {
    201: Exact({ key: KeyView, secret: Type.String(), previous: KeyView, certificate: RevocationCertificate }),
  },
  problems: ["key.not_found", "key.ended", "key.scope_exceeds_own", "key.lives_too_long", "key.too_many"],
});

export const revokeKey = defineRoute({
  id: "api_keys.revoke",
  method: "DELETE",
  path: "/v1/keys/{id}",
  who: "user",
  right: null,
  rate: "write",
  summary: "Revoke one of the caller's API keys, everywhere, with a certificate",
  params: ById,
  response: { 200: RevocationCertificate },
  problems: ["key.not_found"],
});

export const listAccountKeys = defineRoute({
  id: "api_keys.list_all",
  method: "GET",
  path: "/v1/account/keys",
  who: "user",
  right: "keys:read",
  rate: "read",
  summary: "API keys of all members that were not revoked, and their use",
  query: Exact({
    ...PageQuery,
    user: Type.Optional(Described("Those of one member.", PathId)),
    unusedDays: Type.Optional(Described("Live ones that nobody has used for so many days.", UnusedDays)),
  }),
  response: { 200: Page(KeyView) },
  problems: [],
});

export const revokeAccountKey = defineRoute({
  id: "api_keys.revoke_any",
  method: "DELETE",
  path: "/v1/account/keys/{id}",
  who: "user",
  right: "keys:revoke",
  rate: "write",
  summary: "Revoke an API key of any member, everywhere, with a certificate",
  params: ById,
  response: { 200: RevocationCertificate },
  problems: ["key.not_found"],
});

export const reportLeakedKeys = defineRoute({
  id: "api_keys.report_leaked",
  method: "POST",
  path: "/v1/leaked-keys",
  who: "public",
  right: null,
  rate: "auth",
  summary: "Hand in API keys that were found in public: live ones are revoked; the answer is always the same",
  body: Exact({
    keys: Type.Array(Type.String({ maxLength: 512 }), { minItems: 1, maxItems: 100 }),
    source: Type.Optional(
      Described(
        "Where they were found, such as a URL.",
        Type.String({ minLength: 1, maxLength: 500, pattern: "^[^\\u0000-\\u001f\\u007f\\u2028\\u2029]+$" }),
      ),
    ),
  }),
  response: { 202: Empty },
  problems: ["service.busy"],
});
