import type { PolicySettings, RiskDecision } from "@holdfast/contract";

import type { NetworkKind } from "../devices/index.ts";
import type { Familiarity } from "./familiar.ts";

/** What is known of a sign-in before it is decided whether it may go on. */
export interface RiskFacts {
  /** Nobody is unlike themselves at their first sign-in. */
  readonly first: boolean;
  readonly device: Familiarity;
  readonly network: Familiarity;
  readonly networkKind: NetworkKind | null;
  readonly country: Familiarity;
  /** Since the last sign-in; null where one of the two places is not known. */
  readonly travel: Travel | null;
  /** Wrong passwords of this user in the last hour, from wherever they came. */
  readonly failures: number;
  /** Hour of the day, UTC. */
  readonly hour: number;
  /** How often the user signed in at each hour of the day. */
  readonly hours: readonly number[];
  /** Since anything of the user was seen; null where nothing was. */
  readonly idleDays: number | null;
}

export interface Travel {
  /** What remains when the radius within which both may be is taken off. */
  readonly leastKm: number;
  readonly hours: number;
  readonly networks: readonly (NetworkKind | null)[];
}

export const riskReasons = [
  "travel.impossible",
  "failures.many",
  "failures.several",
  "failures.some",
  "device.new",
  "country.new",
  "network.hosting",
  "network.new",
  "idle.year",
  "idle.quarter",
  "hour.unusual",
] as const;
export type RiskReason = (typeof riskReasons)[number];

/** What each reason adds to the score. Two of the light ones are no more than a mail. */
const points: Readonly<Record<RiskReason, number>> = {
  "travel.impossible": 40,
  "failures.many": 40,
  "failures.several": 20,
  "failures.some": 10,
  "device.new": 20,
  "country.new": 20,
  "network.hosting": 10,
  "network.new": 10,
  "idle.year": 20,
  "idle.quarter": 10,
  "hour.unusual": 10,
};

export type RiskThresholds = Pick<
  PolicySettings,
  "riskNoticeScore" | "riskChallengeScore" | "riskFactorScore" | "riskBlockScore"
>;

export interface Risk {
  readonly decision: RiskDecision;
  readonly score: number;
  /** Heaviest first. */
  readonly reasons: readonly RiskReason[];
}

/** Judges a sign-in by how unlike its user it is. The same facts and thresholds always give the same answer. */
export function judge(facts: RiskFacts, thresholds: RiskThresholds): Risk {
  const found = new Set(reasonsOf(facts));
  const reasons = riskReasons.filter((reason) => found.has(reason)).sort((a, b) => points[b] - points[a]);
  const score = reasons.reduce((sum, reason) => sum + points[reason], 0);
  return { decision: decide(score, thresholds), score, reasons };
}

function decide(score: number, thresholds: RiskThresholds): RiskDecision {
  if (score >= thresholds.riskBlockScore) return "block";
  if (score >= thresholds.riskFactorScore) return "factor";
  if (score >= thresholds.riskChallengeScore) return "challenge";
  return score >= thresholds.riskNoticeScore ? "notice" : "nothing";
}

function* reasonsOf(facts: RiskFacts): Generator<RiskReason> {
  const { failures } = facts;
  if (failures >= 20) yield "failures.many";
  else if (failures >= 10) yield "failures.several";
  else if (failures >= 3) yield "failures.some";
  if (facts.first) return;
  if (facts.device === "new") yield "device.new";
  if (facts.network === "new") yield "network.new";
  if (facts.network === "new" && facts.networkKind === "hosting") yield "network.hosting";
  if (facts.country === "new") yield "country.new";
  if (isImpossible(facts)) yield "travel.impossible";
  if (facts.idleDays !== null && facts.idleDays >= 365) yield "idle.year";
  else if (facts.idleDays !== null && facts.idleDays >= 90) yield "idle.quarter";
  if (isUnusual(facts)) yield "hour.unusual";
}

/** No airliner is faster, and below this distance the data about places is worth too little. */
const fastestKmPerHour = 900;
const leastFlightKm = 500;

/**
 * Too far in too little time. Not with a device that is known, which travels with its owner and whose VPN does not; and
 * not where a network says nothing of the place: mobile carriers route abroad, VPNs and clouds are anywhere.
 */
function isImpossible({ device, travel }: RiskFacts): boolean {
  if (device !== "new" || travel === null || travel.leastKm < leastFlightKm) return false;
  if (travel.networks.some((kind) => kind === "mobile" || kind === "hosting")) return false;
  return travel.leastKm > fastestKmPerHour * travel.hours;
}

/** Fewer sign-ins are no habit. */
const leastHabit = 20;

/** Whether the user never signs in at about this hour. */
function isUnusual({ hour, hours }: RiskFacts): boolean {
  if (hours.reduce((sum, count) => sum + count, 0) < leastHabit) return false;
  return [-2, -1, 0, 1, 2].every((offset) => (hours[(hour + offset + 24) % 24] ?? 0) === 0);
}
