import { type PolicySettings, type SettingName, settingNames, settings } from "./policy.ts";

const hashCost: Record<PolicySettings["passwordHash"], number> = {
  // m × t of each profile, so that "looser" has a meaning; all three are accepted by OWASP.
  "argon2id-19m-t2": 38,
  "argon2id-46m-t1": 46,
  "argon2id-64m-t3": 192,
};

/** How many people a setting asks for a second factor, in order. */
const factorReach: Record<PolicySettings["factorRequired"], number> = { none: 0, privileged: 1, all: 2 };

/** How much a setting asks of a new password, in order. */
const breachReach: Record<PolicySettings["breachCheck"], number> = { off: 0, advise: 1, require: 2 };

/** The settings that `next` makes less safe than `now`. */
export function loosened(now: PolicySettings, next: PolicySettings): SettingName[] {
  return settingNames.filter((name) => {
    if (name === "passwordHash") return hashCost[next.passwordHash] < hashCost[now.passwordHash];
    if (name === "factorRequired") return factorReach[next.factorRequired] < factorReach[now.factorRequired];
    if (name === "breachCheck") return breachReach[next.breachCheck] < breachReach[now.breachCheck];
    if (name === "magicLink" || name === "googleSignIn") return next[name] === "on" && now[name] === "off";
    // Zero means "while the account is active", which is longer than any number of months.
    if (name === "auditRetentionMonths") return keptMonths(next) < keptMonths(now);
    const before = now[name];
    const after = next[name];
    if (typeof before !== "number" || typeof after !== "number") return false;
    const { tighter } = settings[name];
    return tighter === "lower" ? after > before : tighter === "higher" && after < before;
  });
}

const keptMonths = (policy: PolicySettings): number =>
  policy.auditRetentionMonths === 0 ? Number.POSITIVE_INFINITY : policy.auditRetentionMonths;

/** The settings in which two policies differ. */
export const differences = (a: PolicySettings, b: PolicySettings): SettingName[] =>
  settingNames.filter((name) => a[name] !== b[name]);
