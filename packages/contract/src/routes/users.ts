import { type Static, Type } from "typebox";

import { locales } from "../locale.ts";
import { rights } from "../rights.ts";
import { defineRoute } from "../route.ts";
import {
  ById,
  Described,
  Email,
  Exact,
  Name,
  Nullable,
  OneOf,
  Page,
  PageQuery,
  PathId,
  RevocationCertificate,
  RoleIdSchema,
  Time,
  UserIdSchema,
} from "../schemas.ts";
import { AccountView } from "./accounts.ts";

const LocaleSchema = OneOf(locales);
export const RightSchema = OneOf(rights);
const RoleRef = Described("A built-in role's name or the id of one of the account's own roles.", PathId);

export const UserView = Exact({
  id: UserIdSchema,
  email: Type.String(),
  name: Type.String(),
  role: Type.String(),
  emailVerified: Type.Boolean(),
  suspended: Described("Suspended people cannot sign in; their sessions have ended.", Type.Boolean()),
  createdAt: Time,
});
export type UserView = Static<typeof UserView>;

const Reading = Exact({
  locale: Described("Language of the mails that the user gets.", LocaleSchema),
  timeZone: Described(
    "Zone of the times in them, by its name in the IANA database.",
    Type.String({ minLength: 1, maxLength: 64, pattern: "^[A-Za-z0-9_+/-]+$" }),
  ),
});

export const readMe = defineRoute({
  id: "me.read",
  method: "GET",
  path: "/v1/me",
  who: "user",
  right: null,
  rate: "read",
  whileEnrolling: true,
  summary: "The caller, the account and the caller's rights",
  response: {
    200: Exact({ user: UserView, reading: Reading, account: AccountView, rights: Type.Array(RightSchema) }),
  },
  problems: [],
});

export const updateMe = defineRoute({
  id: "me.update",
  method: "PATCH",
  path: "/v1/me",
  who: "user",
  right: null,
  rate: "write",
  summary: "Correct the own name, and the language and time zone of the mails that one gets",
  body: Type.Partial(Exact({ name: Name, ...Reading.properties }), { additionalProperties: false }),
  response: { 200: UserView },
  problems: [],
});

export const listUsers = defineRoute({
  id: "users.list",
  method: "GET",
  path: "/v1/users",
  who: "user",
  right: "users:read",
  rate: "read",
  keys: true,
  summary: "The users of the account",
  query: Exact(PageQuery),
  response: { 200: Page(UserView) },
  problems: [],
});

export const importUsers = defineRoute({
  id: "users.import",
  method: "POST",
  path: "/v1/users/import",
  who: "recent",
  right: "users:import",
  rate: "write",
  summary: "Bring users from another system, with their password hashes if there are any",
  body: Exact({
    users: Type.Array(
      Exact({
        email: Email,
        name: Name,
        role: RoleRef,
        emailVerified: Type.Boolean(),
        passwordHash: Type.Optional(Type.String({ minLength: 20, maxLength: 200 })),
      }),
      { minItems: 1, maxItems: 100 },
    ),
  }),
  response: { 201: Exact({ users: Type.Array(Exact({ id: UserIdSchema, email: Type.String() })) }) },
  problems: ["user.address_taken", "password.unsupported_hash", "role.not_found", "role.exceeds_own"],
  idempotent: true,
});

export const assignRole = defineRoute({
  id: "users.assign_role",
  method: "PUT",
  path: "/v1/users/{id}/role",
  who: "recent",
  right: "users:update",
  rate: "write",
  summary: "Give a user another role",
  params: ById,
  body: Exact({ role: RoleRef }),
  response: { 200: Exact({ user: UserView, certificate: RevocationCertificate }) },
  problems: ["user.not_found", "role.not_found", "role.exceeds_own", "role.last_protected"],
});

export const RoleView = Exact({
  id: Described("The name of a built-in role, or the id of the account's own.", Type.String()),
  name: Type.String(),
  summary: Type.String(),
  builtIn: Type.Boolean(),
  protected: Described("The last user who holds it cannot lose it.", Type.Boolean()),
  rights: Type.Array(RightSchema),
});
export type RoleView = Static<typeof RoleView>;

export const listRoles = defineRoute({
  id: "roles.list",
  method: "GET",
  path: "/v1/roles",
  who: "user",
  right: "roles:read",
  rate: "read",
  keys: true,
  summary: "Built-in roles and the account's own",
  response: { 200: Page(RoleView) },
  problems: [],
});

const RoleInput = Exact({
  name: Name,
  summary: Nullable(Type.String({ maxLength: 300 })),
  rights: Type.Array(RightSchema, { uniqueItems: true, maxItems: rights.length }),
});

export const createRole = defineRoute({
  id: "roles.create",
  method: "POST",
  path: "/v1/roles",
  who: "user",
  right: "roles:write",
  rate: "write",
  summary: "Make a role of the account's own",
  body: RoleInput,
  response: { 201: Exact({ id: RoleIdSchema }) },
  problems: ["role.name_taken", "role.exceeds_own"],
  idempotent: true,
});

export const updateRole = defineRoute({
  id: "roles.update",
  method: "PUT",
  path: "/v1/roles/{id}",
  who: "recent",
  right: "roles:write",
  rate: "write",
  summary: "Change one of the account's own roles; takes effect on live sessions at once",
  params: ById,
  body: RoleInput,
  response: { 200: RoleView },
  problems: ["role.not_found", "role.built_in", "role.name_taken", "role.exceeds_own"],
});

export const deleteRole = defineRoute({
  id: "roles.delete",
  method: "DELETE",
  path: "/v1/roles/{id}",
  who: "user",
  right: "roles:write",
  rate: "write",
  summary: "Delete one of the account's own roles that nobody holds",
  params: ById,
  response: { 200: Exact({}) },
  problems: ["role.not_found", "role.built_in", "role.in_use"],
});
