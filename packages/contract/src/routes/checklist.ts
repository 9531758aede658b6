import { type Static, Type } from "typebox";

import { checklistCadences, checklistItems } from "../checklist.ts";
import { defineRoute } from "../route.ts";
import { Described, Exact, Nullable, OneOf, PathId, Time, UserIdSchema } from "../schemas.ts";

const Signature = Exact({
  by: UserIdSchema,
  at: Time,
  note: Type.String(),
  until: Described("When the item is asked for again.", Time),
});

export const ChecklistItemView = Exact({
  item: OneOf(checklistItems),
  title: Type.String(),
  cadence: OneOf(checklistCadences),
  of: OneOf(["person", "account"]),
  check: OneOf(["measured", "signed"]),
  state: Described("`lapsed`: it was signed, and that has run out.", OneOf(["met", "open", "lapsed"])),
  found: Described(
    "Of a measured item: how many are as they should be, of how many.",
    Nullable(Exact({ good: Type.Integer(), all: Type.Integer() })),
  ),
  signature: Nullable(Signature),
});
export type ChecklistItemView = Static<typeof ChecklistItemView>;

const Count = Exact({ met: Type.Integer(), all: Type.Integer() });

export const ChecklistView = Exact({
  score: Exact({ percent: Type.Integer(), measured: Count, signed: Count }),
  items: Type.Array(ChecklistItemView),
});
export type ChecklistView = Static<typeof ChecklistView>;

export const readChecklist = defineRoute({
  id: "checklist.read",
  method: "GET",
  path: "/v1/checklist",
  who: "user",
  right: null,
  rate: "read",
  summary: "The security checklist, measured now: the caller's own part, and the account's for whoever reads its log",
  response: { 200: ChecklistView },
  problems: [],
});

export const signChecklistItem = defineRoute({
  id: "checklist.sign",
  method: "PUT",
  path: "/v1/checklist/{item}/signature",
  who: "user",
  right: null,
  rate: "write",
  summary: "Sign an item off that only people can check; the account's own need the right account:update",
  params: Exact({ item: PathId }),
  body: Exact({
    note: Described("What was looked at, and what was found.", Type.String({ minLength: 10, maxLength: 1000 })),
    remindAt: Type.Optional(Described("When to ask again: within the item's period, never after it.", Time)),
  }),
  response: { 200: ChecklistItemView },
  problems: ["checklist.not_found", "checklist.measured", "right.missing"],
});
