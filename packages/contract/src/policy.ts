import { type Static, type TSchema, Type } from "typebox";

import { Exact } from "./schemas.ts";

/** Which direction of a setting is safer; `none` where neither is. */
export type Tighter = "lower" | "higher" | "none";

export interface SettingSpec {
  readonly title: string;
  /** The row of the settings table (D-01 … D-32) that this setting answers, or the claim where no row does. */
  readonly row: string;
  readonly unit: string;
  readonly schema: TSchema;
  readonly tighter: Tighter;
}

const whole = (minimum: number, maximum: number) => Type.Integer({ minimum, maximum });

/** Every setting an account decides for itself. Bounds are the product's own: no policy can go outside them. */
export const settings = {
  accessTokenMinutes: {
    title: "Lifetime of an access token",
    row: "D-01",
    unit: "minutes",
    schema: whole(1, 60),
    tighter: "lower",
  },
  sessionMaxHours: {
    title: "Absolute end of a session, whatever is refreshed",
    row: "D-02",
    unit: "hours",
    schema: whole(1, 720),
    tighter: "lower",
  },
  sessionIdleMinutes: {
    title: "Idle end of a session",
    row: "D-03",
    unit: "minutes",
    schema: whole(5, 43_200),
    tighter: "lower",
  },
  privilegedSessionMaxHours: {
    title: "Absolute end of a session of a privileged role",
    row: "D-02",
    unit: "hours",
    schema: whole(1, 720),
    tighter: "lower",
  },
  privilegedSessionIdleMinutes: {
    title: "Idle end of a session of a privileged role",
    row: "D-03",
    unit: "minutes",
    schema: whole(5, 43_200),
    tighter: "lower",
  },
  passwordMinLength: {
    title: "Shortest password",
    row: "D-06",
    unit: "characters",
    schema: whole(8, 64),
    tighter: "higher",
  },
  passwordAdvisedLength: {
    title: "Password length that the meter advises",
    row: "D-06",
    unit: "characters",
    schema: whole(8, 64),
    tighter: "higher",
  },
  passwordHash: {
    title: "Cost of the password hash (OWASP Password Storage; each is Argon2id)",
    row: "D-07",
    unit: "",
    schema: Type.Union([
      Type.Literal("argon2id-19m-t2"),
      Type.Literal("argon2id-46m-t1"),
      Type.Literal("argon2id-64m-t3"),
    ]),
    tighter: "none",
  },
  factorRequired: {
    title: "Who has to have a second factor: nobody, privileged roles, everybody",
    row: "D-08",
    unit: "",
    schema: Type.Union([Type.Literal("none"), Type.Literal("privileged"), Type.Literal("all")]),
    tighter: "none",
  },
  factorGraceDays: {
    title: "How long somebody who has to have a second factor may go without, from the first sign-in that says so",
    row: "D-08",
    unit: "days",
    schema: whole(0, 30),
    tighter: "lower",
  },
  magicLink: {
    title: "Sign-in by a mailed link in place of the password; never in place of a second factor",
    row: "C-118",
    unit: "",
    schema: Type.Union([Type.Literal("off"), Type.Literal("on")]),
    tighter: "none",
  },
  googleSignIn: {
    title: "Sign-in with Google in place of the password; never in place of a second factor",
    row: "C-097",
    unit: "",
    schema: Type.Union([Type.Literal("off"), Type.Literal("on")]),
    tighter: "none",
  },
  recoveryDelayHours: {
    title: "Wait before somebody who lost every second factor may set one up again",
    row: "C-115",
    unit: "hours",
    schema: whole(1, 168),
    tighter: "higher",
  },
  offboardingSessionsMinutes: {
    title: "Offboarding: by when every session has ended; all end at once",
    row: "D-30",
    unit: "minutes",
    schema: whole(0, 1440),
    tighter: "lower",
  },
  offboardingKeysHours: {
    title: "Offboarding: by when every API key is deleted; all are at once",
    row: "D-30",
    unit: "hours",
    schema: whole(0, 168),
    tighter: "lower",
  },
  offboardingTransferDays: {
    title: "Offboarding: when what is theirs is handed over",
    row: "D-30",
    unit: "days",
    schema: whole(0, 90),
    tighter: "lower",
  },
  offboardingDeleteDays: {
    title: "Offboarding: when the user is deleted, not before the handover",
    row: "D-30",
    unit: "days",
    schema: whole(0, 90),
    tighter: "lower",
  },
  breachCheck: {
    title:
      "Whether a new password is looked up at Pwned Passwords, outside, by five characters of its hash; `require` " +
      "refuses it when it is there or cannot be looked up",
    row: "C-102",
    unit: "",
    schema: Type.Union([Type.Literal("off"), Type.Literal("advise"), Type.Literal("require")]),
    tighter: "none",
  },
  riskNoticeScore: {
    title: "From which score on a sign-in that looks unlike its user is told to them (docs/protection.md)",
    row: "C-135",
    unit: "points",
    schema: whole(10, 100),
    tighter: "lower",
  },
  riskChallengeScore: {
    title: "From which score on a CAPTCHA is asked for",
    row: "C-140",
    unit: "points",
    schema: whole(10, 200),
    tighter: "lower",
  },
  riskFactorScore: {
    title: "From which score on the password alone does not do: a second factor or a mailed link is asked for",
    row: "C-135",
    unit: "points",
    schema: whole(10, 200),
    tighter: "lower",
  },
  riskBlockScore: {
    title: "From which score on only a passkey or a mailed link lets somebody in",
    row: "C-135",
    unit: "points",
    schema: whole(20, 200),
    tighter: "lower",
  },
  apiKeyMaxDays: {
    title: "Longest life of an API key",
    row: "D-10",
    unit: "days",
    schema: whole(1, 90),
    tighter: "lower",
  },
  reviewEveryMonths: {
    title: "How often who may do what is to be reviewed; administrators are reminded",
    row: "C-171",
    unit: "months",
    schema: whole(1, 12),
    tighter: "lower",
  },
  rolePreset: {
    title: "Built-in roles",
    row: "D-09",
    unit: "",
    schema: Type.Union([Type.Literal("five"), Type.Literal("three")]),
    tighter: "none",
  },
  auditRetentionMonths: {
    title: "Audit log kept; 0 keeps it while the account is active",
    row: "D-21",
    unit: "months",
    schema: whole(0, 120),
    tighter: "none",
  },
} as const satisfies Record<string, SettingSpec>;

export type SettingName = keyof typeof settings;
export const settingNames = Object.keys(settings).filter((name): name is SettingName => name in settings);

export const PolicySettings = Exact({
  accessTokenMinutes: settings.accessTokenMinutes.schema,
  sessionMaxHours: settings.sessionMaxHours.schema,
  sessionIdleMinutes: settings.sessionIdleMinutes.schema,
  privilegedSessionMaxHours: settings.privilegedSessionMaxHours.schema,
  privilegedSessionIdleMinutes: settings.privilegedSessionIdleMinutes.schema,
  passwordMinLength: settings.passwordMinLength.schema,
  passwordAdvisedLength: settings.passwordAdvisedLength.schema,
  passwordHash: settings.passwordHash.schema,
  factorRequired: settings.factorRequired.schema,
  factorGraceDays: settings.factorGraceDays.schema,
  magicLink: settings.magicLink.schema,
  googleSignIn: settings.googleSignIn.schema,
  recoveryDelayHours: settings.recoveryDelayHours.schema,
  offboardingSessionsMinutes: settings.offboardingSessionsMinutes.schema,
  offboardingKeysHours: settings.offboardingKeysHours.schema,
  offboardingTransferDays: settings.offboardingTransferDays.schema,
  offboardingDeleteDays: settings.offboardingDeleteDays.schema,
  breachCheck: settings.breachCheck.schema,
  riskNoticeScore: settings.riskNoticeScore.schema,
  riskChallengeScore: settings.riskChallengeScore.schema,
  riskFactorScore: settings.riskFactorScore.schema,
  riskBlockScore: settings.riskBlockScore.schema,
  apiKeyMaxDays: settings.apiKeyMaxDays.schema,
  reviewEveryMonths: settings.reviewEveryMonths.schema,
  rolePreset: settings.rolePreset.schema,
  auditRetentionMonths: settings.auditRetentionMonths.schema,
});
export type PolicySettings = Static<typeof PolicySettings>;
