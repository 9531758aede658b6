import type { TSchema } from "typebox";

import { PolicySettings } from "./policy.ts";
import { PolicyPresetName } from "./policy-presets.ts";
import { AccountView, Placement } from "./routes/accounts.ts";
import { KeySecret, KeyView } from "./routes/api-keys.ts";
import { AuditStreamView } from "./routes/audit-streams.ts";
import { EventView, RecordedEvent } from "./routes/audit.ts";
import { ConfirmStep, EnrolStep, FactorStep, SignedIn, Transport, VerifyEmailStep } from "./routes/auth.ts";
import { AltchaChallenge, CaptchaChallenge } from "./routes/captcha.ts";
import { ChecklistItemView, ChecklistView } from "./routes/checklist.ts";
import { Proof } from "./routes/factors.ts";
import { InvitationView, OffboardingView } from "./routes/members.ts";
import { PasskeyView } from "./routes/passkeys.ts";
import { NotificationAddressView, NoticeView, UndeliveredMailView } from "./routes/notices.ts";
import { PolicyView } from "./routes/policy.ts";
import { IncidentView, ProtectionEventView } from "./routes/protection.ts";
import { SessionView } from "./routes/sessions.ts";
import { AccountSessionView, StandingView } from "./routes/standings.ts";
import { ReviewItemView, ReviewView } from "./routes/reviews.ts";
import { SupportGrantView } from "./routes/support.ts";
import { Introspection } from "./routes/tokens.ts";
import { RightSchema, RoleView, UserView } from "./routes/users.ts";
import { WebhookDeliveryView, WebhookSecret, WebhookView } from "./routes/webhooks.ts";
import { RevocationCertificate } from "./schemas.ts";

/** Schemas that have a name of their own in OpenAPI, so that a generated client has one type for each. */
export const namedSchemas = {
  Account: AccountView,
  AccountSession: AccountSessionView,
  ApiKey: KeyView,
  ApiKeySecret: KeySecret,
  AltchaChallenge,
  AuditStream: AuditStreamView,
  CaptchaChallenge,
  Checklist: ChecklistView,
  ChecklistItem: ChecklistItemView,
  EnrolStep,
  ConfirmStep,
  Event: EventView,
  Invitation: InvitationView,
  Offboarding: OffboardingView,
  FactorStep,
  Passkey: PasskeyView,
  Incident: IncidentView,
  Introspection,
  Notice: NoticeView,
  NotificationAddress: NotificationAddressView,
  Placement,
  Policy: PolicyView,
  PolicyPreset: PolicyPresetName,
  PolicySettings,
  Proof,
  RecordedEvent,
  RevocationCertificate,
  ProtectionEvent: ProtectionEventView,
  Right: RightSchema,
  Role: RoleView,
  Review: ReviewView,
  ReviewItem: ReviewItemView,
  Session: SessionView,
  SupportGrant: SupportGrantView,
  SignedIn,
  Standing: StandingView,
  Transport,
  UndeliveredMail: UndeliveredMailView,
  User: UserView,
  VerifyEmail: VerifyEmailStep,
  Webhook: WebhookView,
  WebhookDelivery: WebhookDeliveryView,
  WebhookSecret,
} as const satisfies Record<string, TSchema>;
