import { type Static, Type } from "typebox";

import { defineRoute } from "../route.ts";
import {
  ById,
  Described,
  Empty,
  Exact,
  Nullable,
  Page,
  PageQuery,
  RevocationCertificate,
  ReviewIdSchema,
  Time,
  UserIdSchema,
} from "../schemas.ts";

export const ReviewView = Exact({
  id: ReviewIdSchema,
  startedBy: UserIdSchema,
  startedAt: Time,
  signedBy: Nullable(UserIdSchema),
  signedAt: Nullable(Time),
  digest: Described(
    "Of a signed review: SHA-256, in hex, of the RFC 8785 JSON of all items in their order, without `name` and `roleName`. It stands in the event `review.signed`.",
    Nullable(Type.String()),
  ),
  counts: Exact({
    items: Type.Integer(),
    kept: Type.Integer(),
    removed: Type.Integer(),
    gone: Described("Were to be removed, and were not there any more.", Type.Integer()),
    open: Described(
      "Not decided. Of a signed review: the signer's own, where nobody else could decide them.",
      Type.Integer(),
    ),
  }),
});
export type ReviewView = Static<typeof ReviewView>;

const Kind = Type.Union([
  Type.Literal("member"),
  Type.Literal("role"),
  Type.Literal("session"),
  Type.Literal("key"),
  Type.Literal("invitation"),
  Type.Literal("webhook"),
  Type.Literal("audit_stream"),
]);
export type ReviewKind = Static<typeof Kind>;

export const ReviewItemView = Exact({
  item: Described("Its number in the review.", Type.Integer()),
  kind: Kind,
  subject: Described("Id of the user, role, session, key, invitation, webhook or stream.", Type.String()),
  user: Described("Whose it is.", Nullable(UserIdSchema)),
  role: Described("Which role it gives, as the review found it.", Nullable(Type.String())),
  name: Described(
    "Of the user, as it is now; null once they are gone, and for what has none.",
    Nullable(Type.String()),
  ),
  roleName: Described(
    "Of that role, as it is now; null once it is deleted, and for what gives none.",
    Nullable(Type.String()),
  ),
  since: Time,
  lastUsedAt: Nullable(Time),
  outcome: Nullable(Type.Union([Type.Literal("kept"), Type.Literal("removed"), Type.Literal("gone")])),
  decidedBy: Nullable(UserIdSchema),
  decidedAt: Nullable(Time),
});
export type ReviewItemView = Static<typeof ReviewItemView>;

export const startReview = defineRoute({
  id: "reviews.start",
  method: "POST",
  path: "/v1/reviews",
  who: "user",
  right: "reviews:write",
  rate: "write",
  summary:
    "Begin an access review: a snapshot of members, own roles, live sessions, API keys, invitations, webhooks and audit streams",
  response: { 201: ReviewView },
  problems: ["review.under_way"],
});

export const listReviews = defineRoute({
  id: "reviews.list",
  method: "GET",
  path: "/v1/reviews",
  who: "user",
  right: "audit:read",
  rate: "read",
  summary: "The access reviews of the account, the newest first",
  query: Exact(PageQuery),
  response: { 200: Page(ReviewView) },
  problems: [],
});

export const readReview = defineRoute({
  id: "reviews.read",
  method: "GET",
  path: "/v1/reviews/{id}",
  who: "user",
  right: "audit:read",
  rate: "read",
  summary: "One access review; signed, it does not change any more",
  params: ById,
  response: { 200: ReviewView },
  problems: ["review.not_found"],
});

export const listReviewItems = defineRoute({
  id: "reviews.list_items",
  method: "GET",
  path: "/v1/reviews/{id}/items",
  who: "user",
  right: "audit:read",
  rate: "read",
  summary: "What a review is about, and what was decided, in order",
  params: ById,
  query: Exact({ ...PageQuery, open: Type.Optional(Described("Only what is not decided yet.", Type.Boolean())) }),
  response: { 200: Page(ReviewItemView) },
  problems: ["review.not_found"],
});

export const decideReviewItem = defineRoute({
  id: "reviews.decide",
  method: "PATCH",
  path: "/v1/reviews/{id}",
  who: "user",
  right: "reviews:write",
  rate: "write",
  summary:
    "Keep or remove one item; removing acts at once: suspends, ends, deletes or withdraws, with the caller's rights",
  params: ById,
  body: Exact({
    item: Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 }),
    decision: Type.Union([Type.Literal("keep"), Type.Literal("remove")]),
  }),
  response: { 200: Exact({ item: ReviewItemView, certificate: Nullable(RevocationCertificate) }) },
  problems: [
    "review.not_found",
    "review.signed",
    "review.item_not_found",
    "review.item_own",
    "review.item_removed",
    "role.exceeds_own",
    "role.last_protected",
    "role.in_use",
    "user.is_self",
  ],
});

export const signReview = defineRoute({
  id: "reviews.sign",
  method: "POST",
  path: "/v1/reviews/{id}/sign",
  who: "recent",
  right: "reviews:write",
  rate: "write",
  summary: "Sign a review off when every item is decided; from then on it is evidence",
  params: ById,
  response: { 200: ReviewView },
  problems: ["review.not_found", "review.signed", "review.undecided"],
});

export const abandonReview = defineRoute({
  id: "reviews.abandon",
  method: "DELETE",
  path: "/v1/reviews/{id}",
  who: "user",
  right: "reviews:write",
  rate: "write",
  summary: "Give up a review that is not signed; what it removed stays removed",
  params: ById,
  response: { 200: Empty },
  problems: ["review.not_found", "review.signed"],
});
