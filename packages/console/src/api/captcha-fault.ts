import type { ProblemText } from "./problem-text.ts";

/** Why this browser, and not the server, has no answer to a CAPTCHA. */
export type CaptchaFaultReason = "cancelled" | "elsewhere" | "unsolved";

export class CaptchaFault extends Error {
  readonly reason: CaptchaFaultReason;
  constructor(reason: CaptchaFaultReason, cause?: unknown) {
    super(`captcha ${reason}`, { cause });
    this.reason = reason;
  }
}

export const captchaFaultTexts: Readonly<Record<CaptchaFaultReason, ProblemText>> = {
  cancelled: {
    title: "The check was cancelled",
    advice: "Nothing was done. Try again, or take the way below.",
  },
  elsewhere: {
    title: "A check by another company is asked for here",
    advice: "This console does not load what others serve, so it cannot show theirs. Take the way below.",
  },
  unsolved: {
    title: "This browser could not finish the check",
    advice: "Try again, with a browser of the last years at the console's own address, or take the way below.",
  },
};
