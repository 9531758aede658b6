import type { CaptchaAction } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import { withAccount } from "../../tenancy/directory/index.ts";
import { passCaptcha } from "../captcha/index.ts";
import { consumeMailToken, parseMailToken } from "../mail-tokens/index.ts";
import { findByEmail } from "../users/index.ts";
import type { SignInDeps } from "./deps.ts";

/** Somebody who tries something at an identity, whether or not it exists. */
export interface Try {
  readonly action: CaptchaAction;
  /** Under which name the tries are counted. */
  readonly identity: string;
  readonly email: string;
  readonly address: string;
  readonly captcha: string | undefined;
}

/**
 * Counts a try. Who tries too often is refused, and who tries often shows that they are no program: after counts that
 * are the same for an address that is known and for one that is not.
 * @returns whether they have shown it
 * @throws Problem(`rate.limited`), Problem(`captcha.required`)
 */
export async function countTry(deps: SignInDeps, { action, identity, email, address, captcha }: Try): Promise<boolean> {
  const isNeeded = await deps.identities.isSuspicious(identity, address);
  const isPassed = captcha?.startsWith("hfm_") === true && (await isMailPass(deps, captcha, email));
  const isShown = isPassed || (await passCaptcha(deps, { action, address, answer: captcha, isNeeded }));
  // Only now: who is asked for a CAPTCHA and comes back with it has tried once.
  await deps.identities.fromNetwork(identity, address);
  // Last: who would burn the tries of its owner solves a CAPTCHA for nearly each.
  await deps.identities.fromAnywhere(identity);
  return isShown;
}

/** Uses up the token of a mail to that very address. */
async function isMailPass(deps: SignInDeps, token: string, email: string): Promise<boolean> {
  try {
    const { accountId, secret } = parseMailToken(token);
    return await withAccount(deps.directory, accountId, async (scope) => {
      const holder = await consumeMailToken(scope, { purpose: "captcha_pass", secret, now: deps.clock() });
      return (await findByEmail(scope, email))?.id === holder;
    });
  } catch (error) {
    if (error instanceof Problem && (error.code === "token.invalid" || error.code === "account.not_found"))
      return false;
    throw error;
  }
}
