import { type AccountId, isId, type UserId } from "@holdfast/contract";

import { days, hours, minutes } from "../../kernel/clock.ts";
import { randomToken, sha256 } from "../../kernel/bytes.ts";
import { Problem } from "../../kernel/problem.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import type { LinkPurpose, MailTokenPurpose } from "./purpose.ts";
import { findHolder, replaceToken, takeToken } from "./store.ts";

/** How long a link works. A reset is a recovery proof: ten minutes would be ASVS, twenty-four hours NIST 4.2.1.2. */
const lifetimesMs: Record<MailTokenPurpose, number> = {
  verify_email: hours(24),
  reset_password: minutes(30),
  // ASVS 5.0 6.5.5.
  magic_link: minutes(10),
  confirm_sign_in: minutes(30),
  captcha_pass: minutes(30),
  recovery_begin: minutes(30),
  // Longer than the longest wait: it cancels until there is nothing to cancel any more.
  recovery_cancel: days(15),
  verify_notification_address: hours(24),
};

const shape = /^hfm_([0-9a-z]{26})_([A-Za-z0-9_-]{43})$/;

/**
 * Makes a token for whoever keeps its hash elsewhere: `hfm_<account>_<secret>`, 256 random bits, and the only thing to
 * store of it.
 */
export function makeLinkToken(accountId: AccountId, purpose: LinkPurpose): { token: string; tokenHash: Buffer } {
  const secret = randomToken();
  return { token: tokenOf(accountId, secret), tokenHash: hashOf(purpose, secret) };
}

/** Under which hash the token of a purpose is looked up. */
export const linkTokenHash = (purpose: LinkPurpose, secret: string): Buffer => hashOf(purpose, secret);

/** Makes the token of a mail to a user; of each purpose a user holds the newest alone. */
export async function issueMailToken(
  scope: AccountScope,
  grant: { userId: UserId; purpose: MailTokenPurpose; now: number },
): Promise<string> {
  const secret = randomToken();
  const expiresAt = grant.now + lifetimesMs[grant.purpose];
  await replaceToken(scope, { ...grant, tokenHash: hashOf(grant.purpose, secret), expiresAt });
  return tokenOf(scope.accountId, secret);
}

const tokenOf = (accountId: AccountId, secret: string): string => `hfm_${accountId.slice(4)}_${secret}`;

export interface MailToken {
  readonly accountId: AccountId;
  readonly secret: string;
}

/** @throws Problem(`token.invalid`) */
export function parseMailToken(raw: string): MailToken {
  const [, account, secret] = shape.exec(raw) ?? [];
  const accountId = `acc_${account ?? ""}`;
  if (secret === undefined || !isId("account", accountId)) throw new Problem("token.invalid");
  return { accountId, secret };
}

/** Whose token it is, without using it up. @throws Problem(`token.invalid`) */
export async function mailTokenHolder(
  scope: AccountScope,
  use: { purpose: MailTokenPurpose; secret: string; now: number },
): Promise<UserId> {
  const holder = await findHolder(scope, { ...use, tokenHash: hashOf(use.purpose, use.secret) });
  if (holder === null) throw new Problem("token.invalid");
  return holder;
}

/** Uses a token up. @throws Problem(`token.invalid`) */
export async function consumeMailToken(
  scope: AccountScope,
  use: { purpose: MailTokenPurpose; secret: string; now: number },
): Promise<UserId> {
  const holder = await takeToken(scope, { ...use, tokenHash: hashOf(use.purpose, use.secret) });
  if (holder === null) throw new Problem("token.invalid");
  return holder;
}

const hashOf = (purpose: MailTokenPurpose | LinkPurpose, secret: string): Buffer =>
  sha256(`holdfast/mail/${purpose}/v1\0${secret}`);
