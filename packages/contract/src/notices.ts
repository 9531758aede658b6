/** Who is told: the person that it happened to, or the people who administer the account. */
export type NoticeAudience = "person" | "admins";

/**
 * `asked`: the answer to a request, to one address. `critical`: to every verified address of a person, and nobody can
 * switch it off. `normal`: each person chooses a mail, a line in the daily digest, or nothing.
 */
export type NoticeWeight = "asked" | "critical" | "normal";

/** How somebody hears of a notice: by a mail at once, in the mail of the day, or not at all. */
export type NoticeDelivery = "mail" | "digest" | "off";

export interface NoticeSpec {
  readonly title: string;
  readonly whom: readonly NoticeAudience[];
  readonly weight: NoticeWeight;
  /** The promise (docs/claims.json) or settings row that it keeps. */
  readonly claim: `${"C" | "D"}-${number}`;
}

type NoFacts = Readonly<Record<string, never>>;

export type NoticeFactor = "passkey" | "totp" | "recovery_codes";

/** What each notice says beyond when, where and from which device. Times are milliseconds since the epoch. */
export interface NoticeFacts {
  "address.verify": NoFacts;
  "password.reset_link": NoFacts;
  "account.welcome": NoFacts;
  "member.invitation": { readonly role: string };
  "sign_in.link": NoFacts;
  "sign_in.confirm": NoFacts;
  "captcha.link": NoFacts;
  "recovery.link": NoFacts;
  "email_change.confirm": NoFacts;
  "notification_address.verify": NoFacts;
  "password.changed": NoFacts;
  "password.reset": NoFacts;
  "password.breached": NoFacts;
  "email_change.requested": { readonly address: string };
  "email_change.completed": { readonly address: string };
  "email_change.in_use": { readonly address: string };
  "email_change.undone": { readonly address: string };
  "factor.added": { readonly factor: NoticeFactor; readonly name: string | null };
  "factor.removed": { readonly factor: NoticeFactor; readonly name: string | null };
  "passkey.copied": { readonly name: string };
  "recovery_codes.viewed": NoFacts;
  "recovery_codes.replaced": NoFacts;
  "recovery_codes.used": { readonly left: number };
  "identity.linked": { readonly provider: string };
  "identity.unlinked": { readonly provider: string };
  "device.new": { readonly what: "device" | "network" | "sign_in" };
  "session.ended": { readonly reason: "reuse" | "administrator" };
  "sign_in.blocked": NoFacts;
  "recovery.started": { readonly until: number };
  "recovery.cancelled": NoFacts;
  "recovery.completed": NoFacts;
  "notification_address.added": { readonly address: string };
  "notification_address.removed": { readonly address: string };
  "role.raised": { readonly before: string; readonly after: string };
  "role.lowered": { readonly before: string; readonly after: string };
  "member.invited": { readonly address: string; readonly role: string };
  "member.added": { readonly role: string };
  "member.suspended": NoFacts;
  "member.resumed": NoFacts;
  "member.removed": NoFacts;
  "key.created": { readonly name: string };
  "key.rotated": { readonly name: string };
  "key.expiring": { readonly name: string; readonly days: number };
  "key.expired": { readonly name: string };
  "key.revoked": { readonly name: string };
  "key.leaked": { readonly name: string };
  "policy.loosened": { readonly settings: readonly string[] };
  "review.due": { readonly since: number };
  "webhook.disabled": { readonly host: string; readonly why: "failing" | "gone" };
  "audit_stream.failing": { readonly host: string };
  "checklist.due": { readonly items: readonly string[] };
  "support.granted": { readonly scope: string; readonly until: number };
  "support.used": { readonly scope: string };
  "support.ended": { readonly scope: string };
  "support.glass_broken": { readonly name: string; readonly reason: string };
  "account.inactive": { readonly closesAt: number };
  "alert.raised": { readonly what: string };
  "incident.announced": { readonly title: string };
  "maintenance.planned": { readonly from: number; readonly until: number };
}

const you = ["person"] as const;
const admins = ["admins"] as const;
const both = ["person", "admins"] as const;

/** Every mail there is. Names are permanent: people's choices are stored under them. */
export const notices = {
  "address.verify": { title: "Confirm an address", whom: you, weight: "asked", claim: "C-141" },
  "password.reset_link": { title: "Link to a new password", whom: you, weight: "asked", claim: "C-133" },
  "account.welcome": { title: "Account ready", whom: you, weight: "asked", claim: "C-176" },
  "member.invitation": { title: "Invitation", whom: you, weight: "asked", claim: "C-176" },
  "recovery.link": { title: "Link to begin a recovery", whom: you, weight: "asked", claim: "C-115" },
  "sign_in.link": { title: "Link to sign in", whom: you, weight: "asked", claim: "C-118" },
  "email_change.confirm": { title: "Confirm a new address", whom: you, weight: "asked", claim: "C-182" },
  "captcha.link": { title: "In place of a CAPTCHA", whom: you, weight: "asked", claim: "C-140" },
  "sign_in.confirm": { title: "Confirm a sign-in", whom: you, weight: "asked", claim: "C-135" },
  "notification_address.verify": {
    title: "Confirm a notification address",
    whom: you,
    weight: "asked",
    claim: "C-190",
  },
  "password.changed": { title: "Password changed", whom: you, weight: "critical", claim: "C-181" },
  "password.breached": { title: "Password known from breaches", whom: you, weight: "critical", claim: "C-102" },
  "password.reset": { title: "Password reset", whom: you, weight: "critical", claim: "C-181" },
  "email_change.requested": { title: "Change of address requested", whom: you, weight: "critical", claim: "C-182" },
  "email_change.completed": { title: "Address changed", whom: you, weight: "critical", claim: "C-188" },
  "email_change.in_use": { title: "Address taken into use", whom: you, weight: "critical", claim: "C-188" },
  "email_change.undone": { title: "Change of address undone", whom: you, weight: "critical", claim: "C-188" },
  "factor.added": { title: "Factor added", whom: you, weight: "critical", claim: "C-184" },
  "factor.removed": { title: "Factor removed", whom: you, weight: "critical", claim: "D-13" },
  "passkey.copied": { title: "Passkey copied", whom: both, weight: "critical", claim: "D-13" },
  "recovery_codes.viewed": { title: "Recovery codes viewed", whom: you, weight: "critical", claim: "C-185" },
  "recovery_codes.replaced": { title: "Recovery codes replaced", whom: you, weight: "critical", claim: "C-185" },
  "recovery_codes.used": { title: "Recovery code used", whom: you, weight: "critical", claim: "C-185" },
  "identity.linked": { title: "Sign-in with a provider linked", whom: you, weight: "critical", claim: "D-13" },
  "identity.unlinked": { title: "Sign-in with a provider removed", whom: you, weight: "critical", claim: "D-13" },
  "device.new": { title: "New device or network", whom: you, weight: "critical", claim: "C-191" },
  "session.ended": { title: "Session ended elsewhere", whom: you, weight: "critical", claim: "C-193" },
  "sign_in.blocked": { title: "Sign-in blocked", whom: you, weight: "critical", claim: "C-193" },
  "recovery.started": { title: "Recovery started", whom: you, weight: "critical", claim: "C-185" },
  "recovery.cancelled": { title: "Recovery cancelled", whom: you, weight: "critical", claim: "C-185" },
  "recovery.completed": { title: "Recovery completed", whom: you, weight: "critical", claim: "C-185" },
  "notification_address.added": {
    title: "Notification address added",
    whom: you,
    weight: "critical",
    claim: "C-190",
  },
  "notification_address.removed": {
    title: "Notification address removed",
    whom: you,
    weight: "critical",
    claim: "C-190",
  },
  "role.raised": { title: "Role raised", whom: both, weight: "critical", claim: "C-193" },
  "role.lowered": { title: "Role changed", whom: you, weight: "normal", claim: "C-193" },
  "member.invited": { title: "Member invited", whom: admins, weight: "normal", claim: "C-186" },
  "member.added": { title: "Member added", whom: admins, weight: "normal", claim: "C-186" },
  "member.suspended": { title: "Member suspended", whom: both, weight: "critical", claim: "C-165" },
  "member.resumed": { title: "Member let in again", whom: both, weight: "normal", claim: "C-165" },
  "member.removed": { title: "Member removed", whom: both, weight: "critical", claim: "C-169" },
  "key.created": { title: "API key created", whom: you, weight: "critical", claim: "C-187" },
  "key.rotated": { title: "API key rotated", whom: you, weight: "normal", claim: "C-149" },
  "key.expiring": { title: "API key about to expire", whom: you, weight: "normal", claim: "C-149" },
  "key.expired": { title: "API key expired", whom: you, weight: "normal", claim: "C-149" },
  "key.revoked": { title: "API key revoked", whom: you, weight: "critical", claim: "C-153" },
  "key.leaked": { title: "API key found in public", whom: both, weight: "critical", claim: "C-153" },
  "policy.loosened": { title: "Policy loosened", whom: admins, weight: "critical", claim: "C-193" },
  "webhook.disabled": { title: "Webhook disabled", whom: admins, weight: "critical", claim: "C-193" },
  "audit_stream.failing": { title: "Audit log not received", whom: admins, weight: "critical", claim: "C-193" },
  "review.due": { title: "Access review due", whom: admins, weight: "normal", claim: "C-171" },
  "checklist.due": { title: "Open items of the checklist", whom: you, weight: "normal", claim: "C-343" },
  "support.granted": { title: "Support access granted", whom: admins, weight: "critical", claim: "C-193" },
  "support.used": { title: "Support access used", whom: admins, weight: "critical", claim: "C-193" },
  "support.ended": { title: "Support access ended", whom: admins, weight: "normal", claim: "C-193" },
  "support.glass_broken": { title: "Read without a grant", whom: admins, weight: "critical", claim: "C-239" },
  "account.inactive": { title: "Account unused for long", whom: admins, weight: "critical", claim: "C-192" },
  "alert.raised": { title: "Unusual behaviour", whom: admins, weight: "critical", claim: "C-193" },
  "incident.announced": { title: "Security incident", whom: admins, weight: "critical", claim: "C-193" },
  "maintenance.planned": { title: "Planned maintenance", whom: admins, weight: "normal", claim: "C-193" },
} as const satisfies Readonly<Record<keyof NoticeFacts, NoticeSpec>>;

export type NoticeKind = keyof typeof notices;
export const isNoticeKind = (raw: string): raw is NoticeKind => Object.hasOwn(notices, raw);
export const noticeKinds = Object.keys(notices).filter(isNoticeKind);

/**
 * Those that nobody sends yet: their letters are there, and nothing sees to idle accounts, incidents or maintenance.
 * Until then nobody is told that they hear of them.
 */
export const unsentNotices: ReadonlySet<NoticeKind> = new Set([
  "account.inactive",
  "incident.announced",
  "maintenance.planned",
]);
