import { isNoticeKind, type Locale, type NoticeFacts, type NoticeKind, noticeKinds, notices } from "@holdfast/contract";

import { originWithin } from "../../tenancy/audit/index.ts";
import { compose } from "./compose.ts";
import { renderHtml } from "./render-html.ts";
import { renderText } from "./render-text.ts";

const someTime = Date.parse("2026-03-29T12:34:00Z");

/** Facts as they may come, for each notice that there is. */
const examples: NoticeFacts = {
  "address.verify": {},
  "password.reset_link": {},
  "account.welcome": {},
  "member.invitation": { role: "Developer" },
  "sign_in.link": {},
  "sign_in.confirm": {},
  "captcha.link": {},
  "recovery.link": {},
  "email_change.confirm": {},
  "notification_address.verify": {},
  "password.changed": {},
  "password.reset": {},
  "password.breached": {},
  "email_change.requested": { address: "ada.new@example.com" },
  "email_change.in_use": { address: "ada@example.com" },
  "email_change.completed": { address: "ada.new@example.com" },
  "email_change.undone": { address: "ada@example.com" },
  "factor.added": { factor: "passkey", name: "Blue key" },
  "factor.removed": { factor: "totp", name: null },
  "passkey.copied": { name: "Blue key" },
  "recovery_codes.viewed": {},
  "recovery_codes.replaced": {},
  "recovery_codes.used": { left: 7 },
  "identity.linked": { provider: "Google" },
  "identity.unlinked": { provider: "Google" },
  "device.new": { what: "device" },
  "session.ended": { reason: "reuse" },
  "sign_in.blocked": {},
  "recovery.started": { until: someTime + 86_400_000 },
  "recovery.cancelled": {},
  "recovery.completed": {},
  "notification_address.added": { address: "ada@home.example" },
  "notification_address.removed": { address: "ada@home.example" },
  "role.raised": { before: "Developer", after: "Admin" },
  "role.lowered": { before: "Admin", after: "Developer" },
  "member.invited": { address: "grace@example.com", role: "Developer" },
  "member.added": { role: "Developer" },
  "member.suspended": {},
  "member.resumed": {},
  "member.removed": {},
  "key.created": { name: "deploy" },
  "key.rotated": { name: "deploy" },
  "key.expiring": { name: "deploy", days: 7 },
  "key.expired": { name: "deploy" },
  "key.revoked": { name: "deploy" },
  "key.leaked": { name: "deploy" },
  "policy.loosened": { settings: ["Idle end of a session", "Shortest password"] },
  "webhook.disabled": { host: "hooks.example.com", why: "failing" },
  "audit_stream.failing": { host: "siem.example.com" },
  "review.due": { since: someTime - 90 * 86_400_000 },
  "checklist.due": { items: ["Look for sessions that you do not know, and report them", "Verify billing activity"] },
  "support.granted": { scope: "Audit log", until: someTime + 3_600_000 },
  "support.used": { scope: "Audit log" },
  "support.ended": { scope: "Audit log" },
  "support.glass_broken": { name: "kim", reason: "Incident 4711" },
  "account.inactive": { closesAt: someTime + 30 * 86_400_000 },
  "alert.raised": { what: "400 records read in a minute" },
  "incident.announced": { title: "A backup was copied by somebody who had left" },
  "maintenance.planned": { from: someTime, until: someTime + 3_600_000 },
};

/** One mail as somebody would get it. */
export interface MailPreview {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** Whom a notice is shown to in its preview; both where it tells both. */
export const previewKinds = noticeKinds.flatMap((notice) => notices[notice].whom.map((whom) => ({ notice, whom })));

/** A notice with made-up facts, in a language. Null when there is no such notice. */
export function previewMail(wish: {
  notice: string;
  whom: string;
  locale: Locale;
  publicUrl: string;
}): MailPreview | null {
  const { notice, whom, locale, publicUrl } = wish;
  if (!isNoticeKind(notice)) return null;
  const content = compose<NoticeKind>({
    notice,
    facts: examples[notice],
    at: someTime,
    origin: {
      ...originWithin("system", "preview"),
      address: "203.0.113.7",
      device: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    },
    account: "Acme",
    isOwn: whom === "person",
    person: whom === "person" ? null : "Grace Hopper",
    actor: whom === "person" ? null : "Ada Lovelace",
    reader: { name: "Ada Lovelace", locale, timeZone: "Europe/Tallinn" },
    link: `${publicUrl}/preview#token=hfm_01k9r4w8x2v6m0q3t5y7n1h8jd_4fT9cVq2LmX7bZs1RkWd8NhYp3GjUo6EaCi5Bt0DvQx`,
    publicUrl,
  });
  return { subject: content.subject, html: renderHtml(content), text: renderText(content) };
}
