import { type Static, Type } from "typebox";

import { type ChecklistCadence, checklistCadences, type ChecklistItem, checklistItems } from "../checklist.ts";
import { defineRoute } from "../route.ts";
import { Described, Exact, Nullable, PathId, Time, UserIdSchema } from "../schemas.ts";

const oneOf = <const V extends string>(values: readonly V[]) =>
  Type.Unsafe<V>(Type.Union(values.map((value) => Type.Literal(value))));

const Signature = Exact({
  by: UserIdSchema,
  at: Time,
  note: Type.String(),
  until: Described("When the item is asked for again.", Time),
});

export const ChecklistItemView = Exact({
  item: Type.Unsafe<ChecklistItem>(oneOf(checklistItems)),
  title: Type.String(),
  cadence: Type.Unsafe<ChecklistCadence>(oneOf(checklistCadences)),
  of: oneOf(["person", "account"]),
  check: oneOf(["measured", "signed"]),
  state: Described("`lapsed`: it was signed, and that has run out.", oneOf(["met", "open", "lapsed"])),
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
