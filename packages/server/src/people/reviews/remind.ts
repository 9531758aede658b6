import { days } from "../../kernel/clock.ts";
import { profileOf } from "../../tenancy/accounts/index.ts";
import { originWithin } from "../../tenancy/audit/index.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { policyOf } from "../../tenancy/policy/index.ts";
import { type NoticeDeps, notify } from "../notices/index.ts";
import { markReminded, readLastSigned, readReminded } from "./store.ts";

/** How long a reminder that nobody followed lasts. */
const againMs = days(7);

/** Tells the administrators of an account when its last signed review is older than its policy allows, once a week. */
export async function remindOfReview(deps: NoticeDeps, scope: AccountScope): Promise<void> {
  const now = deps.clock();
  const { reviewEveryMonths } = await policyOf(scope);
  const last = (await readLastSigned(scope)) ?? Date.parse((await profileOf(scope)).createdAt);
  if (now < monthsAfter(last, reviewEveryMonths)) return;
  const reminded = await readReminded(scope);
  if (reminded !== null && now - reminded < againMs) return;
  await markReminded(scope, now);
  const origin = originWithin("system", "reviews");
  const link = { path: "/reviews" } as const;
  await notify(deps, scope, { notice: "review.due", user: null, origin, facts: { since: last }, link });
}

/** The end of a short month runs into the next one: a day or two of grace. */
function monthsAfter(time: number, months: number): number {
  const then = new Date(time);
  then.setUTCMonth(then.getUTCMonth() + months);
  return then.getTime();
}
