import { request } from "undici";
import { Type } from "typebox";
import { Compile } from "typebox/compile";

import { type Clock, minutes, seconds } from "../../kernel/clock.ts";
import type { Log } from "../../kernel/log.ts";
import type { Secret } from "../../kernel/secret.ts";
import type { Captcha } from "./captcha.ts";

export interface SiteverifyOptions {
  readonly provider: "turnstile" | "hcaptcha";
  readonly siteKey: string;
  readonly secret: Secret<string>;
  /** The name that the widget was shown under. */
  readonly hostname: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Replaces the provider's own address, for tests. */
  readonly url?: string;
  readonly timeoutMs?: number;
}

const addresses = {
  turnstile: "https://challenges.cloudflare.com/turnstile/v0/siteverify",
  hcaptcha: "https://api.hcaptcha.com/siteverify",
} as const;

const verdictShape = Compile(
  Type.Object({
    success: Type.Boolean(),
    hostname: Type.Optional(Type.String()),
    /** Turnstile's alone: hCaptcha does not say what a widget was for. */
    action: Type.Optional(Type.String()),
  }),
);

/** How long a provider takes an answer: 5 minutes at Turnstile, 2 at hCaptcha. */
const answerLifeMs = minutes(5);

/**
 * A CAPTCHA of somebody else, who sees everybody that meets it. The address of the client is not sent along. Whatever
 * goes wrong on the way leaves the CAPTCHA unsolved, and is logged.
 */
export function siteverify(options: SiteverifyOptions): Captcha {
  const { provider, siteKey, hostname, clock, log } = options;
  return {
    challenge: async ({ action }) => ({ provider, action, challenge: null, siteKey, expiresAt: null }),
    async check(answer, { action }) {
      const verdict = await ask(options, answer).catch((error: unknown) => {
        log.error("captcha.unavailable", error, { provider });
        return null;
      });
      if (verdict === null || !verdict.success || verdict.hostname !== hostname) return null;
      if (provider === "turnstile" && verdict.action !== action) return null;
      return { mark: answer, expiresAt: clock() + answerLifeMs };
    },
  };
}

async function ask({ provider, secret, siteKey, url, timeoutMs = seconds(5) }: SiteverifyOptions, response: string) {
  const { statusCode, body } = await request(url ?? addresses[provider], {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ secret: secret.reveal(), response, sitekey: siteKey }).toString(),
    signal: AbortSignal.timeout(timeoutMs),
  });
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`${provider} answered ${statusCode}`);
  const verdict: unknown = JSON.parse(text);
  return verdictShape.Parse(verdict);
}
