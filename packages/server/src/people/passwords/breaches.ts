import { createHash } from "node:crypto";

import { request } from "undici";

import { seconds } from "../../kernel/clock.ts";

/** Whether a password is known from breaches, by somebody who keeps hundreds of millions of them. */
export interface BreachLookup {
  /** @throws when it could not be asked: what to do then is the policy's. */
  isBreached(password: string): Promise<boolean>;
}

export interface BreachLookupOptions {
  /** Replaces the service's own address, for tests. */
  readonly url?: string;
  readonly timeoutMs?: number;
}

/**
 * Asks Pwned Passwords by range (k-anonymity): the first five hexadecimal characters of the password's SHA-1 leave this
 * server, which some thousand leaked passwords share; the answer is padded, so that its size does not tell which five.
 * Still, it tells somebody outside that a password is being set.
 */
export function pwnedPasswords({
  url = "https://api.pwnedpasswords.com",
  timeoutMs = seconds(5),
}: BreachLookupOptions) {
  return {
    async isBreached(password: string): Promise<boolean> {
      // Not to keep it: the service names passwords so.
      const digest = createHash("sha1").update(password.normalize("NFC"), "utf8").digest("hex").toUpperCase();
      const { statusCode, body } = await request(`${url}/range/${digest.slice(0, 5)}`, {
        headers: { "add-padding": "true", "user-agent": "Holdfast" },
        signal: AbortSignal.timeout(timeoutMs),
      });
      const text = await body.text();
      if (statusCode !== 200) throw new Error(`Pwned Passwords answered ${statusCode}`);
      return countIn(text, digest.slice(5)) > 0;
    },
  } satisfies BreachLookup;
}

/** Lines of `SUFFIX:COUNT`; what pads the answer has the count 0. @throws for an answer that is none */
function countIn(text: string, suffix: string): number {
  const lines = text.split(/\r?\n/).filter((line) => line !== "");
  if (lines.length === 0 || !lines.every((line) => /^[0-9A-F]{35}:\d+$/.test(line))) {
    throw new Error("Pwned Passwords answered something else");
  }
  const found = lines.find((line) => line.startsWith(`${suffix}:`));
  return found === undefined ? 0 : Number(found.slice(suffix.length + 1));
}
