import type { AccountId } from "@holdfast/contract";
import type { Operator } from "@holdfast/server/operator";

import { mustFindAccount, type OperatorDoor } from "../../operator.ts";
import { everyAccount } from "../accounts/every-account.ts";

/** The account that is named, or all that are in use. */
export async function accountsMeant(
  operator: Operator,
  door: OperatorDoor,
  named: string | undefined,
): Promise<AccountId[]> {
  if (named !== undefined) return [(await mustFindAccount(operator, door, named)).accountId];
  const found: AccountId[] = [];
  for await (const { accountId, state } of everyAccount(operator, door)) {
    if (state === "active" || state === "sealed") found.push(accountId);
  }
  return found;
}
