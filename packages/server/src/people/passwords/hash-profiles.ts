import type { PolicySettings } from "@holdfast/contract";

/** A password hash that a policy can ask for. */
export type HashProfile = PolicySettings["passwordHash"];

/** Parameters of Argon2id. */
export interface HashCost {
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
}

/**
 * `owasp` is what policies mean. `test` costs next to nothing and protects nothing; it exists so that a test run does not
 * spend its time in hashes, and production configuration refuses it.
 */
export type HashProfiles = "owasp" | "test";

/**
 * One lane each: the work of a hash then stays on one thread, and how many run at once is the queue's decision alone.
 */
const costs: Readonly<Record<HashProfiles, Readonly<Record<HashProfile, HashCost>>>> = {
  // OWASP Password Storage Cheat Sheet 2024, Argon2id; the last is RFC 9106 §4's second choice in one lane.
  owasp: {
    "argon2id-19m-t2": { memoryKib: 19 * 1024, passes: 2, lanes: 1 },
    "argon2id-46m-t1": { memoryKib: 46 * 1024, passes: 1, lanes: 1 },
    "argon2id-64m-t3": { memoryKib: 64 * 1024, passes: 3, lanes: 1 },
  },
  test: {
    "argon2id-19m-t2": { memoryKib: 19, passes: 2, lanes: 1 },
    "argon2id-46m-t1": { memoryKib: 46, passes: 1, lanes: 1 },
    "argon2id-64m-t3": { memoryKib: 64, passes: 3, lanes: 1 },
  },
};

export const costOf = (profiles: HashProfiles, profile: HashProfile): HashCost => costs[profiles][profile];

/** The profile that an account's policy asks for. */
export const hashProfileOf = (policy: Pick<PolicySettings, "passwordHash">): HashProfile => policy.passwordHash;
