import type { Origin } from "../../tenancy/audit/index.ts";
import { issueMailToken } from "../mail-tokens/index.ts";
import { notify } from "../notices/index.ts";
import { mailAfterAnswer, type MailRequest } from "./after-answer.ts";
import type { SignInDeps } from "./deps.ts";

/** Mails every user with this address a token that takes the place of a CAPTCHA, once, for that address. */
export const mailCaptchaPass = (
  deps: SignInDeps,
  request: Omit<MailRequest, "captcha">,
  origin: Origin,
): Promise<void> =>
  mailAfterAnswer(
    deps,
    { what: "captcha", request: { ...request, captcha: undefined } },
    origin,
    async (scope, { id }) => {
      const token = await issueMailToken(scope, { userId: id, purpose: "captcha_pass", now: deps.clock() });
      const link = { path: "/captcha", token } as const;
      await notify(deps, scope, { notice: "captcha.link", user: id, origin, facts: {}, link });
    },
  );
