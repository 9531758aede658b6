import type { CaptchaAction, CaptchaChallenge } from "@holdfast/contract";

import { sha256 } from "../../kernel/bytes.ts";
import { Problem } from "../../kernel/problem.ts";
import { networkOf } from "../../platform/limits/index.ts";
import type { Sql } from "../../platform/postgres/index.ts";
import type { Captcha, CaptchaUse, Suspicion } from "./captcha.ts";
import { insertUse } from "./store.ts";

export interface CaptchaDeps {
  readonly captcha: Captcha;
  /** The directory's database: what is solved is used up before any account is known. */
  readonly captchaUses: Sql;
  /** Counts a CAPTCHA that a network asks for, and says how hard it should be. */
  readonly hardness: (network: string) => Promise<Suspicion>;
}

/** What a browser solves; harder for a network that asks often. */
export async function makeChallenge(
  deps: CaptchaDeps,
  { action, address }: { action: CaptchaAction; address: string },
): Promise<CaptchaChallenge> {
  const network = networkOf(address);
  return deps.captcha.challenge({ action, network }, await deps.hardness(network));
}

/**
 * Lets a request through that solved its CAPTCHA, or needs none.
 * @returns whether one was solved
 * @throws Problem(`captcha.required`)
 */
export async function passCaptcha(
  deps: CaptchaDeps,
  request: {
    readonly action: CaptchaAction;
    readonly address: string;
    readonly answer: string | undefined;
    readonly isNeeded: boolean;
  },
): Promise<boolean> {
  const { action, address, answer, isNeeded } = request;
  const isRight = answer !== undefined && (await isSolved(deps, answer, { action, network: networkOf(address) }));
  if (isNeeded && !isRight) throw new Problem("captcha.required");
  return isRight;
}

/** Whether an answer is right for this use, and was never used before. */
async function isSolved(deps: CaptchaDeps, answer: string, use: CaptchaUse): Promise<boolean> {
  const solved = await deps.captcha.check(answer, use);
  if (solved === null) return false;
  const answerHash = sha256(`holdfast/captcha/v1\0${solved.mark}`);
  return insertUse(deps.captchaUses, { answerHash, expiresAt: solved.expiresAt });
}
