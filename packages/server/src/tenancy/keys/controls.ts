import { type Clock, days, hours, minutes, seconds } from "../../kernel/clock.ts";
import { type Control, listed, type Measurement } from "../../kernel/control.ts";
import type { KeyDeps } from "./key-deps.ts";
import { summariseKeys } from "./key-status.ts";
import { type TrialParts, trySealing } from "./sealing-trial.ts";

/** NIST SP 800-57 part 1 rev. 5 section 5.3.6: a key that protects stored data is used for a year or two at most. */
const longestUseMs = days(365);

/** What protects stored data, measured with a key of nobody's; and how old the keys are. */
export const keyControls = (deps: KeyDeps, clock: Clock): Control[] => [
  {
    name: "keys.sealing",
    title: "What is sealed opens unaltered, in its own place and for its own purpose, and nowhere else",
    claims: ["C-004", "C-053", "C-054", "C-055"],
    everyMs: minutes(5),
    timeoutMs: seconds(15),
    probe: () => probeSealing(deps),
  },
  {
    name: "keys.age",
    title: "Every key that seals or signs was made within the last year",
    claims: ["C-045"],
    everyMs: hours(1),
    timeoutMs: seconds(15),
    probe: () => probeAge(deps, clock()),
  },
];

/** 96 bits of the nonce are GCM's IV, and the tag is as long as the claim says, measured in what was sealed. */
export async function probeSealing(parts: TrialParts): Promise<Measurement> {
  const { returns, accepted, tried, tagBits, nonceBits } = await trySealing(parts);
  return {
    ok: returns && accepted.length === 0 && tagBits === 128 && nonceBits >= 96,
    evidence: {
      returnsWhatWasSealed: returns ? "yes" : "no",
      changesTried: tried,
      changesAccepted: listed(accepted),
      tagBits,
      nonceBits,
    },
  };
}

async function probeAge(deps: KeyDeps, now: number): Promise<Measurement> {
  const { rootKey, accounts, deployment } = await summariseKeys(deps);
  const primaries = deployment.filter(({ state }) => state === "primary");
  const oldestAccount = Math.max(0, ...accounts.map(({ oldestAt }) => now - oldestAt));
  const oldestOwn = Math.max(0, ...primaries.map(({ createdAt }) => now - createdAt));
  const underOlderRoot = accounts.filter(({ wrapperId }) => wrapperId !== rootKey);
  return {
    // The deployment always has keys of its own: none at all is another keystore than ours.
    ok: primaries.length > 0 && Math.max(oldestAccount, oldestOwn) <= longestUseMs,
    evidence: {
      accountKeys: sum(accounts),
      accountKeysUnderOlderRoot: sum(underOlderRoot),
      deploymentKeys: primaries.length,
      oldestAccountKeyDays: inDays(oldestAccount),
      oldestDeploymentKeyDays: inDays(oldestOwn),
      longestUseDays: inDays(longestUseMs),
    },
  };
}

const sum = (counts: readonly { accounts: number }[]): number =>
  counts.reduce((total, { accounts }) => total + accounts, 0);
const inDays = (ms: number): number => Math.floor(ms / days(1));
