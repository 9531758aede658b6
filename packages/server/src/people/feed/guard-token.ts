import { createHmac } from "node:crypto";

import { type AccountId, isId } from "@holdfast/contract";

import { equalBytes, lengthPrefixed } from "../../kernel/bytes.ts";
import type { Secret } from "../../kernel/secret.ts";
import type { GuardAuthenticator, GuardScope } from "../../platform/http/index.ts";

/**
 * Tokens of guards: `hfg_`, whose sessions it may follow, and a MAC over it under the deployment's guard secret. Nothing
 * is stored; who holds the secret makes them, and a new secret ends them all.
 */
const shape = /^hfg_(all|acc_[0-9a-z]{26})_([A-Za-z0-9_-]{43})$/;

const purpose = "holdfast/guard-token/v1";

const scopeName = ({ accountId }: GuardScope): string => accountId ?? "all";

const macOf = (secret: Secret<string>, scope: string): Buffer =>
  createHmac("sha256", secret.reveal())
    .update(lengthPrefixed([purpose, scope]))
    .digest();

/** The token of a guard that follows one account, or (null) every account of the deployment. */
export function mintGuardToken(secret: Secret<string>, accountId: AccountId | null): string {
  const scope = scopeName({ accountId });
  return `hfg_${scope}_${macOf(secret, scope).toString("base64url")}`;
}

/** Lets guards in whose tokens were made under one of these secrets. */
export const createGuardAuthenticator = (secrets: readonly Secret<string>[]): GuardAuthenticator => ({
  verify(token) {
    const [, scope, mac] = shape.exec(token) ?? [];
    if (scope === undefined || mac === undefined) return null;
    const given = Buffer.from(mac, "base64url");
    if (!secrets.some((secret) => equalBytes(macOf(secret, scope), given))) return null;
    if (scope === "all") return { accountId: null };
    return isId("account", scope) ? { accountId: scope } : null;
  },
});
