import { type Static, Type } from "typebox";

import { defineRoute } from "../route.ts";
import { ById, Described, Email, Empty, Exact, Nullable, Page, PageQuery, SecretToken, Time } from "../schemas.ts";

const Delivery = Described(
  "By a mail at once, in the mail of the day, or not at all.",
  Type.Union([Type.Literal("mail"), Type.Literal("digest"), Type.Literal("off")]),
);

export const NoticeView = Exact({
  notice: Type.String(),
  title: Type.String(),
  whom: Described(
    "The person that it happens to, or the people who administer the account.",
    Type.Array(Type.Union([Type.Literal("person"), Type.Literal("admins")])),
  ),
  critical: Described("Nobody can switch it off or put it off.", Type.Boolean()),
  delivery: Delivery,
});
export type NoticeView = Static<typeof NoticeView>;

const Notices = Exact({ items: Type.Array(NoticeView) });

export const readNotices = defineRoute({
  id: "notices.read",
  method: "GET",
  path: "/v1/me/notices",
  who: "user",
  right: null,
  rate: "read",
  summary: "What the caller is told of, and how",
  response: { 200: Notices },
  problems: [],
});

export const chooseNotices = defineRoute({
  id: "notices.choose",
  method: "PUT",
  path: "/v1/me/notices",
  who: "user",
  right: null,
  rate: "write",
  summary: "Choose how to hear of notices; those that are left out stay as they are",
  body: Exact({
    items: Type.Array(Exact({ notice: Type.String({ minLength: 1, maxLength: 60 }), delivery: Delivery }), {
      minItems: 1,
      maxItems: 100,
    }),
  }),
  response: { 200: Notices },
  problems: ["notice.critical", "notice.not_found"],
});

export const NotificationAddressView = Exact({
  address: Type.String(),
  primary: Described("The address that the user signs in with.", Type.Boolean()),
  verified: Described("Only then notices go there.", Type.Boolean()),
  bouncing: Described("The mail server said that it takes no mail.", Type.Boolean()),
});
export type NotificationAddressView = Static<typeof NotificationAddressView>;

export const listNotificationAddresses = defineRoute({
  id: "notification_addresses.list",
  method: "GET",
  path: "/v1/me/notification-addresses",
  who: "user",
  right: null,
  rate: "read",
  summary: "Where the caller's security notices go",
  response: { 200: Exact({ items: Type.Array(NotificationAddressView) }) },
  problems: [],
});

export const requestNotificationAddress = defineRoute({
  id: "notification_addresses.request",
  method: "PUT",
  path: "/v1/me/notification-addresses/second",
  who: "recent",
  right: null,
  rate: "auth",
  summary: "Mail a link to a second address; once it is used, security notices go there as well",
  body: Exact({ email: Email }),
  response: { 200: NotificationAddressView },
  problems: ["auth.factor_required", "notification_address.exists"],
});

export const confirmNotificationAddress = defineRoute({
  id: "notification_addresses.confirm",
  method: "POST",
  path: "/v1/notification-addresses/confirm",
  who: "public",
  right: null,
  rate: "auth",
  summary: "Prove a second address by its mailed token",
  body: Exact({ token: SecretToken }),
  response: { 200: Empty },
  problems: ["token.invalid"],
});

export const removeNotificationAddress = defineRoute({
  id: "notification_addresses.remove",
  method: "DELETE",
  path: "/v1/me/notification-addresses/second",
  who: "recent",
  right: null,
  rate: "write",
  summary: "Send notices to the second address no more; it hears of that",
  response: { 200: Empty },
  problems: ["auth.factor_required", "notification_address.not_found"],
});

export const UndeliveredMailView = Exact({
  id: Type.String(),
  to: Type.String(),
  title: Described("What it is about. What it says is for its reader alone.", Type.String()),
  attempts: Type.Integer(),
  createdAt: Time,
  state: Type.Union([Type.Literal("retrying"), Type.Literal("given_up")]),
  failure: Described(
    "Why it was given up: `recipient_refused_550` and the like, or `too_many_attempts`.",
    Nullable(Type.String()),
  ),
  nextTryAt: Nullable(Time),
});
export type UndeliveredMailView = Static<typeof UndeliveredMailView>;

export const listUndeliveredMails = defineRoute({
  id: "mails.list_undelivered",
  method: "GET",
  path: "/v1/mails/undelivered",
  who: "user",
  right: "users:update",
  rate: "read",
  summary: "Mails of the account that did not get out, newest first",
  query: Exact(PageQuery),
  response: { 200: Page(UndeliveredMailView) },
  problems: [],
});

export const requeueMail = defineRoute({
  id: "mails.requeue",
  method: "POST",
  path: "/v1/mails/{id}/requeue",
  who: "user",
  right: "users:update",
  rate: "write",
  summary: "Send a mail again that did not get out",
  params: ById,
  response: { 200: Empty },
  problems: ["mail.not_found"],
});
