import type { AccountId } from "@holdfast/contract";

import { Secret } from "../../packages/server/src/kernel/secret.ts";
import { mintGuardToken } from "../../packages/server/src/people/feed/index.ts";

/** Under which the tokens of guards are made, of deployments that are told of it. */
export const guardSecret = new Secret("a guard secret of these tests, long enough");

/** The token of a guard of one account, or of all. */
export const guardTokenOf = (accountId: AccountId | null): string => mintGuardToken(guardSecret, accountId);

/** The same, of a guard that may record its product's events. */
export const recorderTokenOf = (accountId: AccountId | null): string =>
  mintGuardToken(guardSecret, accountId, { mayRecord: true });
