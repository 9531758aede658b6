import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import type { AccountId } from "@holdfast/contract";

import type { Origin } from "../../tenancy/audit/index.ts";
import {
  type AccountScope,
  accountsOfAddress,
  findAccountBySlug,
  normaliseEmail,
  withAccount,
} from "../../tenancy/directory/index.ts";
import { findByEmail, type UserRow } from "../users/index.ts";
import { countTry } from "./count-try.ts";
import type { SignInDeps } from "./deps.ts";

/** How many grids of refusals later the work may begin; whoever waits for a mail waits longer than that. */
const slowestStart = 4;

/** An address in more accounts than this gets mails for the first ones only. */
const mostAccounts = 5;

const actions = { reset: "forgot_password", magic_link: "magic_link" } as const;

/** Whose mailbox somebody asks for, and in which account. */
export interface MailRequest {
  readonly email: string;
  readonly account: string | undefined;
  readonly captcha: string | undefined;
}

/**
 * Does for every user with this address what a mail to it takes, after the answer has gone out: whoever asks learns
 * nothing from the answer or its time.
 * @throws Problem(`rate.limited`), Problem(`captcha.required`), Problem(`service.busy`)
 */
export async function mailAfterAnswer(
  deps: SignInDeps,
  { what, request }: { what: "reset" | "magic_link" | "captcha"; request: MailRequest },
  origin: Origin,
  work: (scope: AccountScope, user: UserRow) => Promise<void>,
): Promise<void> {
  const [identity, address] = [`${what} ${normaliseEmail(request.email)}`, origin.address ?? ""];
  // Nobody solves a CAPTCHA to get around one: that mail is held back by the hard limits alone.
  if (what === "captcha") await deps.identities.attempt(identity, address);
  else await countTry(deps, { action: actions[what], identity, address, ...request });
  deps.background.run(async () => {
    // At some moment, and not at once: the work for a known address slows whatever the same person asks right after.
    await sleep(randomInt(slowestStart * deps.refusalGridMs));
    for (const accountId of await accountsMeant(deps, request)) {
      await withAccount(deps.directory, accountId, async (scope) => {
        const user = await findByEmail(scope, request.email);
        if (user !== null && user.suspendedAt === null) await work(scope, user);
      });
    }
  });
}

async function accountsMeant(deps: SignInDeps, request: MailRequest): Promise<readonly AccountId[]> {
  if (request.account === undefined) return accountsOfAddress(deps.directory, request.email, mostAccounts);
  const accountId = await findAccountBySlug(deps.directory, request.account);
  return accountId === null ? [] : [accountId];
}
