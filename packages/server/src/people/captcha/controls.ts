import { solveChallenge } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/pbkdf2";

import { minutes, seconds } from "../../kernel/clock.ts";
import type { Control, Measurement } from "../../kernel/control.ts";
import { Problem } from "../../kernel/problem.ts";
import { type CaptchaDeps, passCaptcha } from "./gate.ts";

/** Whether a solution lets one request through. Nobody can try it who has not the CAPTCHA of this server. */
export const captchaControls = (deps: CaptchaDeps): Control[] => [
  {
    name: "captcha.single_use",
    title: "A solved CAPTCHA lets one request through, for its action and network alone",
    claims: ["C-140"],
    everyMs: minutes(30),
    timeoutMs: seconds(60),
    probe: () => probeSingleUse(deps),
  },
];

/** From no network: nobody's count is touched. */
const use = { action: "sign_in", network: "control" } as const;

async function probeSingleUse(deps: CaptchaDeps): Promise<Measurement> {
  const { challenge, provider } = await deps.captcha.challenge(use, 0);
  if (challenge === null) return { ok: true, evidence: { provider, tried: "nothing: it is solved elsewhere" } };
  const solution = await solveChallenge({ challenge, deriveKey });
  const answer = Buffer.from(JSON.stringify({ challenge, solution })).toString("base64");
  const tries = [
    await isLetThrough(deps, answer, "another network"),
    await isLetThrough(deps, answer, use.network),
    await isLetThrough(deps, answer, use.network),
  ];
  const [elsewhere, first, second] = tries;
  return {
    ok: elsewhere === false && first === true && second === false,
    evidence: { provider, elsewhere: said(elsewhere), first: said(first), second: said(second) },
  };
}

const said = (isIn: boolean | undefined): string => (isIn === true ? "let through" : "refused");

async function isLetThrough(deps: CaptchaDeps, answer: string, address: string): Promise<boolean> {
  try {
    return await passCaptcha(deps, { action: use.action, address, answer, isNeeded: true });
  } catch (error) {
    if (error instanceof Problem && error.code === "captcha.required") return false;
    throw error;
  }
}
