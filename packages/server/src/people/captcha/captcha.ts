import type { CaptchaAction, CaptchaChallenge } from "@holdfast/contract";

/** What a CAPTCHA is solved for. */
export interface CaptchaUse {
  readonly action: CaptchaAction;
  /** The network that the request comes from, as limits count it. */
  readonly network: string;
}

/** How suspicious the network of a request is: what a solution costs rises with it. */
export type Suspicion = 0 | 1 | 2 | 3;

/** A right answer, and until when it could come again. */
export interface Solved {
  /** What is used up: the same however the answer is written. */
  readonly mark: string;
  readonly expiresAt: number;
}

/** Tells programs that try at scale from people, or makes them pay. */
export interface Captcha {
  challenge(use: CaptchaUse, suspicion: Suspicion): Promise<CaptchaChallenge>;
  /** @returns null for an answer that is wrong, for another use, too late, or cannot be checked: it stays required. */
  check(answer: string, use: CaptchaUse): Promise<Solved | null>;
}
