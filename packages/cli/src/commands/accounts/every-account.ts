import type { Operator, RegisteredAccount } from "@holdfast/server/operator";

import type { OperatorDoor } from "../../operator.ts";

const pageSize = 500;

/** Every account that was ever registered, in order of id. */
export async function* everyAccount(operator: Operator, door: OperatorDoor): AsyncGenerator<RegisteredAccount> {
  let after = "";
  for (;;) {
    const page = await door.registeredAfter(operator.directory, after, pageSize);
    yield* page;
    after = page.at(-1)?.accountId ?? "";
    if (page.length < pageSize) return;
  }
}
