import { userInfo } from "node:os";

import type { LogPermit, Operator } from "@holdfast/server/operator";

import { Failure } from "../../failure.ts";
import type { OperatorDoor } from "../../operator.ts";

/** On what ground the operator reads something of an account. */
export interface GroundOptions {
  readonly grant?: string;
  readonly breakGlass?: string;
  readonly as?: string;
}

type Ground = { readonly name: string } & ({ readonly grant: string } | { readonly reason: string });

/** Checked before anything is opened. @throws Failure where there is no ground, or two */
export function groundOf({ grant, breakGlass, as }: GroundOptions): Ground {
  const name = nameOf(as);
  if (grant !== undefined && breakGlass === undefined) return { name, grant };
  if (grant === undefined && breakGlass !== undefined) return { name, reason: reasonOf(breakGlass) };
  throw new Failure(
    "usage",
    "say on what ground: --grant with a grant of the account, or in an emergency --break-glass with a reason, " +
      "which is mailed to its administrators at once",
  );
}

/** @throws what the server says of the ground */
export const permitOf = (
  operator: Operator,
  door: OperatorDoor,
  accountId: Parameters<OperatorDoor["breakGlass"]>[1],
  ground: Ground,
): Promise<LogPermit> =>
  "grant" in ground ? door.permitOnGrant(operator, accountId, ground) : door.breakGlass(operator, accountId, ground);

/** It stands in audit logs for ever, so it is a short plain word. @throws Failure */
export function nameOf(as: string = userInfo().username): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/.test(as)) {
    throw new Failure("usage", "--as takes a short name: letters, digits, and . _ @ -");
  }
  return as;
}

function reasonOf(typed: string): string {
  const reason = typed.trim();
  if (reason.length < 3 || reason.length > 300 || /\p{Cc}/u.test(reason)) {
    throw new Failure("usage", "--break-glass takes the reason, one line of 3 to 300 characters");
  }
  return reason;
}
