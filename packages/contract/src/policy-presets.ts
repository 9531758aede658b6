import type { PolicySettings } from "./policy.ts";
import { OneOf } from "./schemas.ts";

export const presetNames = ["standard", "strict", "quivaworks", "civiq", "qwic", "conviro"] as const;
export type PresetName = (typeof presetNames)[number];
export const PolicyPresetName = OneOf(presetNames);

/** NIST SP 800-63B-4 (15 characters as the only factor, 24 h and 1 h, privileged 12 h and 15 min) and ASVS 5.0 L2. */
const standard: PolicySettings = {
  accessTokenMinutes: 15,
  sessionMaxHours: 24,
  sessionIdleMinutes: 60,
  privilegedSessionMaxHours: 12,
  privilegedSessionIdleMinutes: 15,
  passwordMinLength: 15,
  passwordAdvisedLength: 20,
  passwordHash: "argon2id-19m-t2",
  factorRequired: "all",
  factorGraceDays: 7,
  magicLink: "off",
  googleSignIn: "off",
  recoveryDelayHours: 24,
  offboardingSessionsMinutes: 60,
  offboardingKeysHours: 24,
  offboardingTransferDays: 7,
  offboardingDeleteDays: 7,
  breachCheck: "off",
  riskNoticeScore: 20,
  riskChallengeScore: 40,
  riskFactorScore: 60,
  riskBlockScore: 90,
  apiKeyMaxDays: 90,
  reviewEveryMonths: 3,
  rolePreset: "five",
  auditRetentionMonths: 12,
};

/**
 * Named policies. The four companies' presets do what their public pages say where that is safe; docs/policy.md lists
 * where we do otherwise, and why.
 */
export const presets: Readonly<Record<PresetName, PolicySettings>> = {
  standard,
  strict: {
    ...standard,
    accessTokenMinutes: 5,
    sessionMaxHours: 12,
    sessionIdleMinutes: 15,
    privilegedSessionMaxHours: 8,
    passwordHash: "argon2id-64m-t3",
    passwordMinLength: 16,
    factorGraceDays: 0,
    reviewEveryMonths: 1,
    recoveryDelayHours: 72,
    riskNoticeScore: 10,
    riskChallengeScore: 30,
    riskFactorScore: 50,
    riskBlockScore: 80,
    apiKeyMaxDays: 30,
  },
  quivaworks: {
    ...standard,
    accessTokenMinutes: 60,
    privilegedSessionMaxHours: 24,
    sessionIdleMinutes: 1440,
    privilegedSessionIdleMinutes: 1440,
    passwordMinLength: 8,
    passwordAdvisedLength: 12,
    factorRequired: "privileged",
    reviewEveryMonths: 1,
    auditRetentionMonths: 0,
  },
  civiq: { ...standard, passwordMinLength: 15, passwordHash: "argon2id-46m-t1", magicLink: "on" },
  qwic: { ...standard, sessionIdleMinutes: 30, privilegedSessionIdleMinutes: 15, factorRequired: "privileged" },
  conviro: {
    ...standard,
    accessTokenMinutes: 15,
    passwordMinLength: 8,
    passwordAdvisedLength: 15,
    googleSignIn: "on",
    rolePreset: "three",
  },
};
