export interface EventSpec {
  readonly title: string;
  /** What `target` names, or null when the event is about the actor alone. */
  readonly target:
    | "account"
    | "user"
    | "session"
    | "role"
    | "passkey"
    | "policy"
    | "log"
    | "key"
    | "mail"
    | "support_grant"
    | "review"
    | "invitation"
    | "incident"
    | "api_key"
    | "webhook"
    | "audit_stream"
    | null;
}

/** Every audit event, by its permanent name `noun.past`. Emitters build them in their module's `events.ts`. */
export const events = {
  "account.created": { title: "Account created", target: "account" },
  "account.renamed": { title: "Account renamed", target: "account" },
  "review.started": { title: "Access review begun", target: "review" },
  "review.item_decided": { title: "Item of an access review decided", target: "review" },
  "review.signed": { title: "Access review signed off", target: "review" },
  "review.abandoned": { title: "Access review given up", target: "review" },
  "support.granted": { title: "Support access granted to the operator", target: "support_grant" },
  "support.opened": { title: "Support access begun by the operator", target: "support_grant" },
  "support.read": { title: "Something read by the operator's support", target: "support_grant" },
  "support.revoked": { title: "Support access withdrawn", target: "support_grant" },
  "support.expired": { title: "Support access ran out", target: "support_grant" },
  "support.glass_broken": { title: "Read by the operator without a grant, for a stated reason", target: "account" },
  "account.sealed": { title: "Account sealed by the operator", target: "account" },
  "account.unsealed": { title: "Account opened again by the operator", target: "account" },
  "user.created": { title: "User created", target: "user" },
  "user.imported": { title: "User imported", target: "user" },
  "user.profile_changed": { title: "Profile changed", target: "user" },
  "user.email_verified": { title: "Address verified", target: "user" },
  "user.role_changed": { title: "Role changed", target: "user" },
  "user.email_change_requested": { title: "Change of address requested", target: "user" },
  "user.email_change_cancelled": { title: "Change of address given up", target: "user" },
  "user.email_changed": { title: "Address changed", target: "user" },
  "user.email_change_undone": { title: "Change of address undone", target: "user" },
  "user.suspended": { title: "User suspended", target: "user" },
  "user.resumed": { title: "User let in again", target: "user" },
  "user.deleted": { title: "User deleted", target: "user" },
  "offboarding.started": { title: "Offboarding started", target: "user" },
  "offboarding.step_done": { title: "Step of an offboarding done", target: "user" },
  "offboarding.cancelled": { title: "Offboarding cancelled", target: "user" },
  "user.erased": { title: "Personal data of a user erased", target: "user" },
  "invitation.created": { title: "Somebody invited", target: "invitation" },
  "invitation.resent": { title: "Invitation sent again", target: "invitation" },
  "invitation.revoked": { title: "Invitation withdrawn", target: "invitation" },
  "invitation.refused": { title: "Invitation refused: it is not backed any more", target: "invitation" },
  "session.created": { title: "Signed in", target: "session" },
  "session.refused": { title: "Sign-in refused", target: "user" },
  "sign_in.judged": { title: "Sign-in judged by how unlike its user it was", target: "user" },
  "session.proved": { title: "Proved again who they are", target: "session" },
  "session.refreshed": { title: "Tokens refreshed", target: "session" },
  "session.refresh_reused": { title: "A used refresh token came back; session ended", target: "session" },
  "session.revoked": { title: "Session ended", target: "session" },
  "session.all_revoked": { title: "All sessions of a user ended", target: "user" },
  "password.changed": { title: "Password changed", target: "user" },
  "password.change_refused": { title: "Password change refused", target: "user" },
  "password.reset_requested": { title: "Password reset requested", target: "user" },
  "password.reset": { title: "Password reset", target: "user" },
  "password.disabled": { title: "Password taken away: a sign-in was disowned", target: "user" },
  "password.breached": { title: "New password is known from breaches", target: "user" },
  "password.rehashed": { title: "Password hash renewed at sign-in", target: "user" },
  "factor.added": { title: "Second factor added", target: "user" },
  "factor.removed": { title: "Second factor removed", target: "user" },
  "factor.refused": { title: "Proof by a second factor refused", target: "user" },
  "factor.disabled": { title: "Authenticator app disabled after too many wrong codes", target: "user" },
  "recovery_codes.replaced": { title: "Recovery codes made or replaced", target: "user" },
  "recovery_codes.used": { title: "Recovery code used", target: "user" },
  "identity.linked": { title: "Google account linked", target: "user" },
  "identity.unlinked": { title: "Google account unlinked", target: "user" },
  "recovery.started": { title: "Recovery without second factors begun", target: "user" },
  "recovery.cancelled": { title: "Recovery cancelled", target: "user" },
  "recovery.completed": { title: "Recovery completed; second factors removed", target: "user" },
  "incident.opened": { title: "Sign-in disowned by its user; incident opened", target: "incident" },
  "incident.closed": { title: "Incident closed", target: "incident" },
  "passkey.registered": { title: "Passkey added", target: "passkey" },
  "passkey.renamed": { title: "Passkey renamed", target: "passkey" },
  "passkey.removed": { title: "Passkey removed", target: "passkey" },
  "passkey.cloned": { title: "A passkey seems to have been copied; it is refused", target: "passkey" },
  "api_key.created": { title: "API key created", target: "api_key" },
  "api_key.changed": { title: "API key changed", target: "api_key" },
  "api_key.rotated": { title: "API key rotated; the old one ends soon", target: "api_key" },
  "api_key.revoked": { title: "API key revoked", target: "api_key" },
  "api_key.leaked": { title: "API key found in public; revoked", target: "api_key" },
  "api_key.address_refused": { title: "API key refused: it does not work from there", target: "api_key" },
  "api_key.expired": { title: "API key expired", target: "api_key" },
  "webhook.created": { title: "Webhook created", target: "webhook" },
  "webhook.changed": { title: "Webhook changed", target: "webhook" },
  "webhook.removed": { title: "Webhook removed", target: "webhook" },
  "webhook.secret_rotated": { title: "Secret of a webhook rotated; the old one ends soon", target: "webhook" },
  "webhook.tested": { title: "Test message sent to a webhook", target: "webhook" },
  "webhook.replayed": { title: "Events sent to a webhook again", target: "webhook" },
  "webhook.disabled": { title: "Webhook disabled: nothing gets through", target: "webhook" },
  "audit_stream.created": { title: "Stream of the audit log created", target: "audit_stream" },
  "audit_stream.changed": { title: "Stream of the audit log changed", target: "audit_stream" },
  "audit_stream.removed": { title: "Stream of the audit log removed", target: "audit_stream" },
  "audit_stream.failing": { title: "Stream of the audit log has failed for an hour", target: "audit_stream" },
  "role.created": { title: "Role created", target: "role" },
  "role.changed": { title: "Role changed", target: "role" },
  "role.deleted": { title: "Role deleted", target: "role" },
  "notices.chosen": { title: "Choice of mails changed", target: "user" },
  "notification_address.requested": { title: "Second notification address requested", target: "user" },
  "notification_address.added": { title: "Second notification address added", target: "user" },
  "notification_address.removed": { title: "Second notification address removed", target: "user" },
  "mail.bounced": { title: "Mail refused by the address", target: "user" },
  "mail.requeued": { title: "Undelivered mail sent again", target: "mail" },
  "policy.changed": { title: "Policy changed", target: "policy" },
  "checklist.signed": { title: "Item of the security checklist signed off", target: null },
  "key.rotated": { title: "Account key rotated", target: "key" },
  "key.retired": { title: "Older account key destroyed", target: "key" },
  "key.unwrapped": { title: "Account key unwrapped", target: "key" },
  "key.decrypt_failed": { title: "A stored value did not decrypt", target: "key" },
  "audit.exported": { title: "Audit log exported", target: "log" },
  "audit.pruned": { title: "Events past their retention removed", target: "log" },
} as const satisfies Record<string, EventSpec>;

export type EventName = keyof typeof events;
export type EventTarget = NonNullable<EventSpec["target"]>;
export const isEventName = (raw: string): raw is EventName => Object.hasOwn(events, raw);

/** An event of a product that stands on this platform: its names are its own, and none of ours begins so. */
export type AppEventName = `app.${string}`;
/** Of an `AppEventName`, for route schemas. */
export const appEventPattern = "^app(\\.[a-z][a-z0-9_]{0,31}){1,3}$";
const appEventShape = new RegExp(appEventPattern);
export const isAppEventName = (raw: string): raw is AppEventName => appEventShape.test(raw);
