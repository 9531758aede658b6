import { createHmac } from "node:crypto";

import { type AccountId, isId } from "@holdfast/contract";

import { equalBytes, lengthPrefixed } from "../../kernel/bytes.ts";
import type { Secret } from "../../kernel/secret.ts";
import type { GuardAuthenticator, GuardScope } from "../../platform/http/index.ts";

/**
 * Tokens of guards: `hfg_`, whose sessions it may follow, whether it may record events, and a MAC over both under the
 * deployment's guard secret. Nothing is stored; who holds the secret makes them, and a new secret ends them all.
 */
const shape = /^hfg_((all|acc_[0-9a-z]{26})(\.record)?)_([A-Za-z0-9_-]{43})$/;

const purpose = "holdfast/guard-token/v1";

const scopeName = ({ accountId, mayRecord }: GuardScope): string =>
  `${accountId ?? "all"}${mayRecord ? ".record" : ""}`;

const macOf = (secret: Secret<string>, scope: string): Buffer =>
  createHmac("sha256", secret.reveal())
    .update(lengthPrefixed([purpose, scope]))
    .digest();

/** The token of a guard that follows one account, or (null) every account of the deployment. */
export function mintGuardToken(
  secret: Secret<string>,
  accountId: AccountId | null,
  { mayRecord = false }: Partial<Pick<GuardScope, "mayRecord">> = {},
): string {
  const scope = scopeName({ accountId, mayRecord });
  return `hfg_${scope}_${macOf(secret, scope).toString("base64url")}`;
}

/** Lets guards in whose tokens were made under one of these secrets. */
export const createGuardAuthenticator = (secrets: readonly Secret<string>[]): GuardAuthenticator => ({
  verify(token) {
    const [, scope, account, record, mac] = shape.exec(token) ?? [];
    if (scope === undefined || account === undefined || mac === undefined) return null;
    const given = Buffer.from(mac, "base64url");
    if (!secrets.some((secret) => equalBytes(macOf(secret, scope), given))) return null;
    const mayRecord = record !== undefined;
    if (account === "all") return { accountId: null, mayRecord };
    return isId("account", account) ? { accountId: account, mayRecord } : null;
  },
});
