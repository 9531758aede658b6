import type { CaptchaAction } from "@holdfast/contract";
import { useEffect, useRef, useState } from "react";

import { CaptchaFault } from "../../api/captcha-fault.ts";
import { publicClient } from "../../api/client.ts";
import { isProblem } from "../../api/problem-text.ts";
import { takeMailedPass } from "./mailed-pass.ts";
import { solve } from "./solve.ts";

/** What a request carries that shows that no program sent it: nothing, at first. */
export interface CaptchaPart {
  readonly captcha?: string;
}

export interface Captcha {
  readonly action: CaptchaAction;
  readonly isSolving: boolean;
  /** Sends a request, and once more with an answer where a CAPTCHA is asked for. */
  readonly pass: <T>(send: (part: CaptchaPart) => Promise<T>) => Promise<T>;
  readonly cancel: () => void;
}

export function useCaptcha(action: CaptchaAction): Captcha {
  const [isSolving, setSolving] = useState(false);
  const work = useRef<AbortController | null>(null);
  const cancel = () => work.current?.abort(new CaptchaFault("cancelled"));
  useEffect(() => () => work.current?.abort(new CaptchaFault("cancelled")), []);

  const answer = async (): Promise<string> => {
    work.current = new AbortController();
    setSolving(true);
    try {
      return await solveAnew(action, work.current.signal);
    } finally {
      setSolving(false);
    }
  };
  return {
    action,
    isSolving,
    cancel,
    pass: async (send) => {
      try {
        return await send({});
      } catch (error) {
        if (!isProblem(error, "captcha.required")) throw error;
        return send({ captcha: takeMailedPass() ?? (await answer()) });
      }
    },
  };
}

async function solveAnew(action: CaptchaAction, signal: AbortSignal): Promise<string> {
  const { challenge } = await publicClient.requestCaptcha({ body: { action }, signal });
  if (challenge === null) throw new CaptchaFault("elsewhere");
  const answer = await solve(challenge, signal).catch((cause: unknown) => {
    throw cause instanceof CaptchaFault ? cause : new CaptchaFault("unsolved", cause);
  });
  if (answer === null) throw new CaptchaFault("unsolved");
  return answer;
}
