import type { Origin } from "../../tenancy/audit/index.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { issueMailToken } from "../mail-tokens/index.ts";
import { type NoticeDeps, notify } from "../notices/index.ts";
import type { UserRow } from "../users/index.ts";

/** Mails the link that goes on with a sign-in which looked unlike its user. */
export async function confirmByMail(
  deps: NoticeDeps,
  scope: AccountScope,
  { id }: Pick<UserRow, "id">,
  origin: Origin,
): Promise<{ step: "confirm" }> {
  const token = await issueMailToken(scope, { userId: id, purpose: "confirm_sign_in", now: deps.clock() });
  const link = { path: "/confirm-sign-in", token } as const;
  await notify(deps, scope, { notice: "sign_in.confirm", user: id, origin, facts: {}, link });
  return { step: "confirm" };
}
