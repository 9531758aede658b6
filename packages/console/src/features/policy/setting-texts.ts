import { type SettingName, settings } from "@holdfast/contract";

/** In the order in which they are shown. */
export const settingGroups = [
  "Sessions",
  "Passwords",
  "Other ways to sign in",
  "Second factors",
  "API keys",
  "Protection",
  "Roles",
  "Offboarding",
  "Audit log",
] as const;
export type SettingGroup = (typeof settingGroups)[number];

export interface SettingText {
  readonly group: SettingGroup;
  readonly title: string;
  /** What it does, where the title does not say it all. */
  readonly note?: string;
}

/** What each setting is called here, and where it stands. A new setting does not compile until it has its place. */
export const settingTexts: Readonly<Record<SettingName, SettingText>> = {
  accessTokenMinutes: {
    group: "Sessions",
    title: "Lifetime of an access token",
    note: "It is renewed silently for as long as the session lives.",
  },
  sessionMaxHours: {
    group: "Sessions",
    title: "Longest session",
    note: "Then one signs in again, however busy the session was.",
  },
  sessionIdleMinutes: { group: "Sessions", title: "Session ends when idle for" },
  privilegedSessionMaxHours: { group: "Sessions", title: "Longest session of a privileged role" },
  privilegedSessionIdleMinutes: { group: "Sessions", title: "Session of a privileged role ends when idle for" },
  passwordMinLength: { group: "Passwords", title: "Shortest password" },
  passwordAdvisedLength: {
    group: "Passwords",
    title: "Advised length of a password",
    note: "Shorter ones are taken, with this advice.",
  },
  passwordHash: {
    group: "Passwords",
    title: "Cost of the password hash",
    note: "The more memory, the dearer each guess at a stolen hash.",
  },
  breachCheck: {
    group: "Passwords",
    title: "Look new passwords up among leaked ones",
    note: "Five characters of a hash leave for Pwned Passwords. “Require” refuses what is found, or cannot be looked up.",
  },
  magicLink: {
    group: "Other ways to sign in",
    title: "Sign-in by a mailed link",
    note: "In place of the password, never of a second factor.",
  },
  googleSignIn: {
    group: "Other ways to sign in",
    title: "Sign-in with Google",
    note: "In place of the password, never of a second factor.",
  },
  factorRequired: { group: "Second factors", title: "Who must have a second factor" },
  factorGraceDays: {
    group: "Second factors",
    title: "Time to set one up",
    note: "From the first sign-in that asks for it.",
  },
  recoveryDelayHours: {
    group: "Second factors",
    title: "Wait after losing every second factor",
    note: "In it, every address of the person can stop the recovery.",
  },
  apiKeyMaxDays: { group: "API keys", title: "Longest life of an API key" },
  riskNoticeScore: {
    group: "Protection",
    title: "Tell people of a sign-in unlike them",
    note: "From this score on. Why a sign-in was unlike somebody stands under Protection.",
  },
  riskChallengeScore: { group: "Protection", title: "Ask for a CAPTCHA", note: "From this score on." },
  riskFactorScore: {
    group: "Protection",
    title: "Ask for more than the password",
    note: "From this score on: a second factor, or a mailed link.",
  },
  riskBlockScore: {
    group: "Protection",
    title: "Let in by passkey or mailed link only",
    note: "From this score on.",
  },
  reviewEveryMonths: {
    group: "Roles",
    title: "Review who may do what every",
    note: "Administrators are reminded when it is due.",
  },
  rolePreset: { group: "Roles", title: "Built-in roles" },
  offboardingSessionsMinutes: {
    group: "Offboarding",
    title: "Every session has ended within",
    note: "All end at once; this is what is promised and watched.",
  },
  offboardingKeysHours: {
    group: "Offboarding",
    title: "Every API key is deleted within",
    note: "All are at once; this is what is promised and watched.",
  },
  offboardingTransferDays: { group: "Offboarding", title: "What is theirs is handed over after" },
  offboardingDeleteDays: {
    group: "Offboarding",
    title: "The person is deleted after",
    note: "Never before the handover.",
  },
  auditRetentionMonths: {
    group: "Audit log",
    title: "Keep the audit log for",
    note: "0 keeps it for as long as the account is active.",
  },
};

export const settingsIn = (group: SettingGroup): SettingName[] =>
  settingNames().filter((name) => settingTexts[name].group === group);

const settingNames = (): SettingName[] =>
  Object.keys(settingTexts).filter((name): name is SettingName => name in settings);
