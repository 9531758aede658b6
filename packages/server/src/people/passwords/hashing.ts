import { randomBytes } from "node:crypto";
import { availableParallelism } from "node:os";

import { presets } from "@holdfast/contract";
import { hash as argon2Hash, verify as argon2Verify } from "@node-rs/argon2";
import { verify as bcryptVerify } from "@node-rs/bcrypt";

import { costOf, type HashCost, type HashProfile, type HashProfiles } from "./hash-profiles.ts";
import { hashFormatOf } from "./stored-hash-format.ts";
import { lowerPoolPriority } from "./pool-priority.ts";
import { WorkQueue } from "./work-queue.ts";

/** Hashes and verifies passwords off the event loop, a bounded number at once. */
export interface PasswordHasher {
  /** A PHC string with its own salt and parameters. @throws Problem(`service.busy`) */
  hash(password: string, profile: HashProfile): Promise<string>;
  /** @throws Problem(`service.busy`); an Error when `stored` is no hash that could have been stored. */
  verify(password: string, stored: string): Promise<boolean>;
  /**
   * Does the work of verifying under `profile` and comes to nothing: for users who do not exist, so that the time of an
   * answer does not tell whether they do. @throws Problem(`service.busy`)
   */
  verifyNothing(password: string, profile?: HashProfile): Promise<void>;
  /** Whether a hash is of another kind or other parameters than the policy wants now. */
  needsRehash(stored: string, profile: HashProfile): boolean;
  readonly load: { readonly running: number; readonly waiting: number };
}

export interface PasswordHasherOptions {
  readonly profiles: HashProfiles;
  /** Hashes at once; see `hashConcurrency`. */
  readonly concurrency?: number;
  /** Hashes that wait; more are refused. */
  readonly limit?: number;
  readonly maxWaitMs?: number;
}

/**
 * How many hashes may run at once. One core stays free for the event loop: in a flood of sign-ins verified requests then
 * keep 0.95 of their rate, where without it they keep 0.35. And one thread of libuv's pool (four, unless
 * UV_THREADPOOL_SIZE says otherwise) stays free for files and names, which wait in the same pool.
 */
export const hashConcurrency = (cores: number, poolThreads = 4): number =>
  Math.max(1, Math.min(cores, poolThreads) - 1);

export function createPasswordHasher(options: PasswordHasherOptions): PasswordHasher {
  const { profiles, concurrency = hashConcurrency(availableParallelism()), limit = 200, maxWaitMs = 5000 } = options;
  const queue = new WorkQueue({ concurrency, limit, maxWaitMs });
  let isLowered = false;

  async function run<T>(work: () => Promise<T>): Promise<T> {
    const result = await queue.run(work);
    if (!isLowered) lowerPoolPriority();
    isLowered = true;
    return result;
  }

  return {
    hash: (password, profile) => run(() => hashWith(costOf(profiles, profile), password)),
    verify: (password, stored) => run(() => verifyAny(password, stored)),
    async verifyNothing(password, profile = presets.standard.passwordHash) {
      await run(() => verifyAny(password, unmatchable(costOf(profiles, profile))));
    },
    needsRehash: (stored, profile) => differs(stored, costOf(profiles, profile)),
    get load() {
      return queue.load;
    },
  };
}

const saltBytes = 16;
const hashBytes = 32;

const hashWith = (cost: HashCost, password: string): Promise<string> =>
  argon2Hash(password.normalize("NFC"), {
    memoryCost: cost.memoryKib,
    timeCost: cost.passes,
    parallelism: cost.lanes,
    outputLen: hashBytes,
    salt: randomBytes(saltBytes),
  });

/**
 * NIST SP 800-63B-4 §3.1.1.2: normalised with NFC before hashing. A hash from another system may have been made of what
 * was typed, so that is tried too where it differs.
 */
async function verifyAny(password: string, stored: string): Promise<boolean> {
  const format = hashFormatOf(stored);
  if (format === null) throw new Error("a stored password hash is of no known format");
  const spellings = new Set([password.normalize("NFC"), password]);
  for (const spelling of spellings) {
    const matches = format.kind === "bcrypt" ? verifyBcrypt(spelling, stored) : argon2Verify(stored, spelling);
    if (await matches) return true;
  }
  return false;
}

/**
 * bcrypt reads 72 bytes and repeats a key that ends at a NUL: "abc\0abc" would open the hash of "abc", and any tail that
 * of a longer password. What it cannot read whole is refused (OWASP ASVS 5.0 6.2.8) after the same work; such users set a
 * new password by mail.
 */
async function verifyBcrypt(password: string, stored: string): Promise<boolean> {
  const matches = await bcryptVerify(password, stored);
  return matches && Buffer.byteLength(password) <= 72 && !password.includes("\0");
}

/** A hash that no password has, but for a chance of one in 2^256, and that costs what a real one costs to verify. */
function unmatchable({ memoryKib, passes, lanes }: HashCost): string {
  const [salt, hash] = [saltBytes, hashBytes].map((n) => randomBytes(n).toString("base64").replaceAll("=", ""));
  return `$argon2id$v=19$m=${memoryKib},t=${passes},p=${lanes}$${salt}$${hash}`;
}

function differs(stored: string, cost: HashCost): boolean {
  const format = hashFormatOf(stored);
  if (format?.kind !== "argon2id") return true;
  return (
    format.memoryKib !== cost.memoryKib ||
    format.passes !== cost.passes ||
    format.lanes !== cost.lanes ||
    format.saltBytes < saltBytes ||
    format.hashBytes < hashBytes
  );
}
