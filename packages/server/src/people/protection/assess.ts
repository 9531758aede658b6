import type { UserId } from "@holdfast/contract";

import { emit, type Origin } from "../../tenancy/audit/index.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { policyOf } from "../../tenancy/policy/index.ts";
import { type NoticeDeps, type NoticeLink, notify } from "../notices/index.ts";
import { signInJudged } from "./events.ts";
import { factsOf } from "./facts.ts";
import { makeFamiliar } from "./familiar.ts";
import { makeNotMeLink } from "./not-me-link.ts";
import { judge, type Risk, type RiskFacts } from "./risk.ts";
import type { Arrival } from "./seen.ts";
import { recordSighting } from "./sightings.ts";

/** A sign-in whose proofs are right, judged by how unlike its user it is. */
export interface Assessment extends Risk {
  readonly facts: RiskFacts;
  readonly arrival: Arrival;
  readonly method: string;
}

/** Judges, and writes the judgement with its reasons into the audit log. */
export async function assess(
  deps: NoticeDeps,
  scope: AccountScope,
  userId: UserId,
  { arrival, method, origin }: { arrival: Arrival; method: string; origin: Origin },
): Promise<Assessment> {
  const facts = await factsOf(scope, userId, { arrival, now: deps.clock() });
  const risk = judge(facts, await policyOf(scope));
  if (risk.reasons.length > 0) await emit(scope, signInJudged(origin, userId, risk));
  return { ...risk, facts, arrival, method };
}

/**
 * A session begins. Remembers where from, and tells every address of the user what was not seen before, with a way to
 * disown it. The very first sign-in has nothing to be compared with, and is told to nobody.
 */
export async function welcome(
  deps: NoticeDeps,
  scope: AccountScope,
  userId: UserId,
  { assessment, origin }: { assessment: Assessment; origin: Origin },
): Promise<void> {
  const link = await record(deps, scope, userId, { assessment, outcome: "signed_in" });
  await makeFamiliar(scope, userId, assessment.arrival, deps.clock());
  const what = whatIsNew(assessment);
  if (what !== null) await notify(deps, scope, { notice: "device.new", user: userId, origin, facts: { what }, link });
}

/** A sign-in that does not go on as it is. Its user hears of one that was blocked. */
export async function turnAway(
  deps: NoticeDeps,
  scope: AccountScope,
  userId: UserId,
  turned: { assessment: Assessment; outcome: "challenged" | "asked_by_mail" | "blocked"; origin: Origin },
): Promise<void> {
  const { outcome, origin } = turned;
  const link = await record(deps, scope, userId, turned);
  if (outcome === "blocked") {
    await notify(deps, scope, { notice: "sign_in.blocked", user: userId, origin, facts: {}, link });
  }
}

/** @returns the link by which its user disowns it; made only where a mail will carry it. */
async function record(
  { clock }: NoticeDeps,
  scope: AccountScope,
  userId: UserId,
  {
    assessment,
    outcome,
  }: { assessment: Assessment; outcome: "signed_in" | "challenged" | "asked_by_mail" | "blocked" },
): Promise<NoticeLink> {
  const now = clock();
  const { arrival, method } = assessment;
  const sightingId = await recordSighting(scope, userId, { arrival, method, outcome, risk: assessment, now });
  const isTold = outcome === "blocked" || (outcome === "signed_in" && whatIsNew(assessment) !== null);
  if (!isTold) return { path: "/not-me" };
  return makeNotMeLink(scope, { userId, sightingId, since: null }, now);
}

function whatIsNew({ facts, decision }: Assessment): "device" | "network" | "sign_in" | null {
  if (facts.first) return null;
  if (facts.device === "new") return "device";
  if (facts.network === "new") return "network";
  return decision === "nothing" ? null : "sign_in";
}
