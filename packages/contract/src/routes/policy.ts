import { type Static, Type } from "typebox";

import { PolicySettings } from "../policy.ts";
import { PolicyPresetName } from "../policy-presets.ts";
import { defineRoute } from "../route.ts";
import { Described, Exact, Nullable, Time } from "../schemas.ts";

export const PolicyView = Exact({
  version: Described("Rises by one with every change.", Type.Integer()),
  preset: Described("The preset that the settings equal, or null.", Nullable(PolicyPresetName)),
  settings: PolicySettings,
  changedAt: Time,
});
export type PolicyView = Static<typeof PolicyView>;

export const readPolicy = defineRoute({
  id: "policy.read",
  method: "GET",
  path: "/v1/policy",
  who: "user",
  right: "policy:read",
  rate: "read",
  keys: true,
  summary: "The account's policy",
  response: { 200: PolicyView },
  problems: [],
});

export const writePolicy = defineRoute({
  id: "policy.write",
  method: "PUT",
  path: "/v1/policy",
  who: "recent",
  right: "policy:write",
  rate: "write",
  summary: "Replace the policy; loosening a setting needs a reason, which is audited",
  body: Exact({
    version: Described("The version that was read; a change in between is refused.", Type.Integer({ minimum: 1 })),
    settings: PolicySettings,
    reason: Type.Optional(
      Described(
        "Needed when a setting is loosened; goes into the audit log.",
        Type.String({ minLength: 10, maxLength: 500 }),
      ),
    ),
  }),
  response: { 200: PolicyView },
  problems: ["policy.reason_required", "policy.changed_meanwhile"],
});
