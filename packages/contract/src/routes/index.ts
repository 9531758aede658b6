import type { TypesOf } from "../route.ts";
import * as accounts from "./accounts.ts";
import * as apiKeys from "./api-keys.ts";
import * as auditStreams from "./audit-streams.ts";
import * as audit from "./audit.ts";
import * as auth from "./auth.ts";
import * as captcha from "./captcha.ts";
import * as factors from "./factors.ts";
import * as checklists from "./checklist.ts";
import * as emailChanges from "./email-changes.ts";
import * as feed from "./feed.ts";
import * as forwarding from "./forward-auth.ts";
import * as google from "./google.ts";
import * as keys from "./keys.ts";
import * as members from "./members.ts";
import * as passkeys from "./passkeys.ts";
import * as notices from "./notices.ts";
import * as platformLog from "./platform-log.ts";
import * as protection from "./protection.ts";
import * as policy from "./policy.ts";
import * as reviews from "./reviews.ts";
import * as sessions from "./sessions.ts";
import * as support from "./support.ts";
import * as standings from "./standings.ts";
import * as tokens from "./tokens.ts";
import * as users from "./users.ts";
import * as webhooks from "./webhooks.ts";

/** Every route of the API. The server refuses to start when one has no implementation, or one is not listed here. */
export const routes = {
  readDeployment: accounts.readDeployment,
  createAccount: accounts.createAccount,
  readAccount: accounts.readAccount,
  updateAccount: accounts.updateAccount,
  signIn: auth.signIn,
  refresh: auth.refresh,
  signOut: auth.signOut,
  requestCaptcha: captcha.requestCaptcha,
  requestCaptchaMail: captcha.requestCaptchaMail,
  verifyEmail: auth.verifyEmail,
  forgotPassword: auth.forgotPassword,
  resetPassword: auth.resetPassword,
  changePassword: auth.changePassword,
  advisePassword: auth.advisePassword,
  completeSignIn: factors.completeSignIn,
  signInWithPasskey: factors.signInWithPasskey,
  signInPasskeyOptions: factors.signInPasskeyOptions,
  requestMagicLink: factors.requestMagicLink,
  redeemMagicLink: factors.redeemMagicLink,
  requestRecovery: factors.requestRecovery,
  beginRecovery: factors.beginRecovery,
  cancelRecovery: factors.cancelRecovery,
  finishRecovery: factors.finishRecovery,
  approveRecovery: factors.approveRecovery,
  beginGoogleSignIn: google.beginGoogleSignIn,
  finishGoogleSignIn: google.finishGoogleSignIn,
  readGoogleLink: google.readGoogleLink,
  beginGoogleLink: google.beginGoogleLink,
  finishGoogleLink: google.finishGoogleLink,
  removeGoogleLink: google.removeGoogleLink,
  listFactors: factors.listFactors,
  disownSignIn: protection.disownSignIn,
  confirmSignIn: protection.confirmSignIn,
  listProtectionEvents: protection.listProtectionEvents,
  listIncidents: protection.listIncidents,
  readIncident: protection.readIncident,
  closeIncident: protection.closeIncident,
  beginTotp: factors.beginTotp,
  confirmTotp: factors.confirmTotp,
  removeTotp: factors.removeTotp,
  replaceRecoveryCodes: factors.replaceRecoveryCodes,
  readProof: factors.readProof,
  proofPasskeyOptions: factors.proofPasskeyOptions,
  giveProof: factors.giveProof,
  readMe: users.readMe,
  updateMe: users.updateMe,
  listSessions: sessions.listSessions,
  revokeSession: sessions.revokeSession,
  revokeSessions: sessions.revokeSessions,
  passkeyOptions: passkeys.passkeyOptions,
  passkeyRegistrationOptions: passkeys.passkeyRegistrationOptions,
  registerPasskey: passkeys.registerPasskey,
  listPasskeys: passkeys.listPasskeys,
  renamePasskey: passkeys.renamePasskey,
  removePasskey: passkeys.removePasskey,
  listUsers: users.listUsers,
  importUsers: users.importUsers,
  listUserSessions: sessions.listUserSessions,
  readUser: standings.readUser,
  listStandings: standings.listStandings,
  listAccountSessions: standings.listAccountSessions,
  revokeUserSessions: sessions.revokeUserSessions,
  assignRole: users.assignRole,
  changeEmail: emailChanges.changeEmail,
  readEmailChange: emailChanges.readEmailChange,
  cancelEmailChange: emailChanges.cancelEmailChange,
  confirmEmailChange: emailChanges.confirmEmailChange,
  undoEmailChange: emailChanges.undoEmailChange,
  createInvitation: members.createInvitation,
  listInvitations: members.listInvitations,
  resendInvitation: members.resendInvitation,
  revokeInvitation: members.revokeInvitation,
  previewInvitation: members.previewInvitation,
  invitationPasskeyOptions: members.invitationPasskeyOptions,
  acceptInvitation: members.acceptInvitation,
  beginGoogleJoin: members.beginGoogleJoin,
  finishGoogleJoin: members.finishGoogleJoin,
  suspendUser: members.suspendUser,
  resumeUser: members.resumeUser,
  deleteUser: members.deleteUser,
  startOffboarding: members.startOffboarding,
  readOffboarding: members.readOffboarding,
  listOffboardings: members.listOffboardings,
  cancelOffboarding: members.cancelOffboarding,
  listRoles: users.listRoles,
  createRole: users.createRole,
  updateRole: users.updateRole,
  deleteRole: users.deleteRole,
  createKey: apiKeys.createKey,
  listKeys: apiKeys.listKeys,
  listUnusedKeys: apiKeys.listUnusedKeys,
  changeKey: apiKeys.changeKey,
  rotateKey: apiKeys.rotateKey,
  revokeKey: apiKeys.revokeKey,
  listAccountKeys: apiKeys.listAccountKeys,
  revokeAccountKey: apiKeys.revokeAccountKey,
  reportLeakedKeys: apiKeys.reportLeakedKeys,
  readNotices: notices.readNotices,
  chooseNotices: notices.chooseNotices,
  listNotificationAddresses: notices.listNotificationAddresses,
  requestNotificationAddress: notices.requestNotificationAddress,
  confirmNotificationAddress: notices.confirmNotificationAddress,
  removeNotificationAddress: notices.removeNotificationAddress,
  listUndeliveredMails: notices.listUndeliveredMails,
  requeueMail: notices.requeueMail,
  startReview: reviews.startReview,
  listReviews: reviews.listReviews,
  readReview: reviews.readReview,
  listReviewItems: reviews.listReviewItems,
  decideReviewItem: reviews.decideReviewItem,
  signReview: reviews.signReview,
  abandonReview: reviews.abandonReview,
  grantSupport: support.grantSupport,
  listSupportGrants: support.listSupportGrants,
  revokeSupportGrant: support.revokeSupportGrant,
  readSupportPresence: support.readSupportPresence,
  readChecklist: checklists.readChecklist,
  signChecklistItem: checklists.signChecklistItem,
  readPolicy: policy.readPolicy,
  writePolicy: policy.writePolicy,
  listEvents: audit.listEvents,
  recordEvents: audit.recordEvents,
  readEventProof: audit.readEventProof,
  readCheckpoint: audit.readCheckpoint,
  readVerifierKey: audit.readVerifierKey,
  readTile: audit.readTile,
  listPersonal: audit.listPersonal,
  createAuditStream: auditStreams.createAuditStream,
  listAuditStreams: auditStreams.listAuditStreams,
  changeAuditStream: auditStreams.changeAuditStream,
  removeAuditStream: auditStreams.removeAuditStream,
  createWebhook: webhooks.createWebhook,
  listWebhooks: webhooks.listWebhooks,
  readWebhook: webhooks.readWebhook,
  changeWebhook: webhooks.changeWebhook,
  removeWebhook: webhooks.removeWebhook,
  rotateWebhookSecret: webhooks.rotateWebhookSecret,
  testWebhook: webhooks.testWebhook,
  listWebhookDeliveries: webhooks.listWebhookDeliveries,
  replayWebhook: webhooks.replayWebhook,
  readPlatformCheckpoint: platformLog.readPlatformCheckpoint,
  readPlatformVerifierKey: platformLog.readPlatformVerifierKey,
  readPlatformTile: platformLog.readPlatformTile,
  readPlatformReceipt: platformLog.readPlatformReceipt,
  readJwks: keys.readJwks,
  followRevocations: feed.followRevocations,
  renewTrust: feed.renewTrust,
  readGuardedSessions: feed.readGuardedSessions,
  readGuardedKeys: feed.readGuardedKeys,
  forwardAuth: forwarding.forwardAuth,
  introspectToken: tokens.introspectToken,
  revokeToken: tokens.revokeToken,
} as const;

export type RouteName = keyof typeof routes;

/** Every route by what it takes and answers. */
export type RouteTypes = { readonly [N in RouteName]: TypesOf<(typeof routes)[N]> };

export type { AccountView, Placement } from "./accounts.ts";
export type { KeySecret, KeyView } from "./api-keys.ts";
export type { ChecklistItemView, ChecklistView } from "./checklist.ts";
export { type EventView, type RecordedEvent, type RecordProblem, recordLimits, recordProblems } from "./audit.ts";
export { type AuditStreamView, ocsfVersion } from "./audit-streams.ts";
export type { CaptchaAction, CaptchaChallenge } from "./captcha.ts";
export type { EnrolStep, FactorStep, SignedIn, SignInStep } from "./auth.ts";
export type {
  PasskeyAssertion,
  PasskeyCreationOptions,
  PasskeyRegistration,
  PasskeyRequestOptions,
  PasskeyView,
} from "./passkeys.ts";
export type { Proof, ProofKind } from "./factors.ts";
export type { InvitationView, JoinWay, OffboardingView } from "./members.ts";
export type { NoticeView, NotificationAddressView, UndeliveredMailView } from "./notices.ts";
export type { FeedEntry, GuardedKey, GuardedSession, TrustRenewal, Unread } from "./feed.ts";
export type { PolicyView } from "./policy.ts";
export type { ReviewItemView, ReviewKind, ReviewView } from "./reviews.ts";
export { type SupportGrantView, type SupportScope, supportScopes } from "./support.ts";
export type { ProofMethod, SessionView } from "./sessions.ts";
export type { Introspection } from "./tokens.ts";
export type { AccountSessionView, StandingView } from "./standings.ts";
export type { RoleView, UserView } from "./users.ts";
export type { WebhookDeliveryView, WebhookMessage, WebhookReplay, WebhookSecret, WebhookView } from "./webhooks.ts";
export {
  type IncidentView,
  type ProtectionEventView,
  type RiskDecision,
  riskDecisions,
  type SightingOutcome,
  sightingOutcomes,
} from "./protection.ts";
