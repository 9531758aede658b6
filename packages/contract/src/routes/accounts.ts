import { type Static, Type } from "typebox";

import { PolicyPresetName } from "../policy-presets.ts";
import { defineRoute } from "../route.ts";
import {
  AccountIdSchema,
  Described,
  Email,
  Exact,
  Name,
  Nullable,
  Password,
  Slug,
  Time,
  UserIdSchema,
} from "../schemas.ts";
import { CaptchaAnswer } from "./captcha.ts";

export const Placement = Type.Union([Type.Literal("shared"), Type.Literal("dedicated")]);
export type Placement = Static<typeof Placement>;

const Region = Type.String({ minLength: 2, maxLength: 20, pattern: "^[a-z][a-z0-9-]*$" });

export const AccountView = Exact({
  id: AccountIdSchema,
  name: Type.String(),
  slug: Type.String(),
  region: Type.String(),
  placement: Placement,
  createdAt: Time,
});
export type AccountView = Static<typeof AccountView>;

/** What anybody may know of the deployment before signing in. */
export const readDeployment = defineRoute({
  id: "deployment.read",
  method: "GET",
  path: "/v1/deployment",
  who: "public",
  right: null,
  rate: "read",
  summary: "Regions, sign-up and mode of this deployment",
  response: {
    200: Exact({
      regions: Type.Array(Exact({ id: Type.String(), title: Type.String() })),
      signUp: Described(
        "What strangers may create: any account, none with a database of its own, or none.",
        Type.Union([Type.Literal("open"), Type.Literal("shared"), Type.Literal("closed")]),
      ),
      google: Described("Whether accounts may offer sign-in with Google.", Type.Boolean()),
      securityContact: Described(
        "Where to report an incident to the operator: a `mailto:` or `https:` URI. Null: they name nobody here.",
        Nullable(Type.String()),
      ),
      mode: Type.Union([Type.Literal("development"), Type.Literal("production")]),
      version: Type.String(),
    }),
  },
  problems: [],
});

export const createAccount = defineRoute({
  id: "accounts.create",
  method: "POST",
  path: "/v1/accounts",
  who: "public",
  right: null,
  rate: "auth",
  summary: "Create an account in a region, with its owner",
  body: Exact({
    name: Name,
    slug: Slug,
    region: Region,
    placement: Type.Optional(Placement),
    preset: Type.Optional(PolicyPresetName),
    owner: Exact({ email: Email, name: Name, password: Password }),
    captcha: Type.Optional(CaptchaAnswer),
  }),
  response: {
    201: Exact({ account: AccountView, owner: Exact({ id: UserIdSchema }), next: Type.Literal("verify_email") }),
  },
  problems: [
    "account.slug_taken",
    "region.unknown",
    "placement.unavailable",
    "placement.not_offered",
    "sign_up.closed",
    "captcha.required",
    "password.too_short",
    "password.too_long",
    "password.guessable",
    "password.common",
    "service.busy",
  ],
  idempotent: true,
});

export const readAccount = defineRoute({
  id: "accounts.read",
  method: "GET",
  path: "/v1/account",
  who: "user",
  right: "account:read",
  rate: "read",
  keys: true,
  summary: "The account of the caller",
  response: { 200: AccountView },
  problems: [],
});

export const updateAccount = defineRoute({
  id: "accounts.update",
  method: "PATCH",
  path: "/v1/account",
  who: "user",
  right: "account:update",
  rate: "write",
  summary: "Rename the account",
  body: Exact({ name: Name }),
  response: { 200: AccountView },
  problems: [],
});
