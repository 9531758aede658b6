import { randomFillSync } from "node:crypto";

// One call into OpenSSL costs as much for 12 bytes as for 4 KiB; drawn ahead, a nonce costs a copy.
const pool = Buffer.allocUnsafeSlow(4096);
let used = pool.length;

/** Fills `target` with random bytes. For nonces, which become public: keys are drawn straight from `randomBytes`. */
export function fillNonce(target: Uint8Array): void {
  if (target.length > pool.length - used) {
    randomFillSync(pool);
    used = 0;
  }
  target.set(pool.subarray(used, used + target.length));
  used += target.length;
}
