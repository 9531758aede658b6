import type { ProtectionEventView, RiskDecision, SightingOutcome } from "@holdfast/contract";

/** How much a try to sign in wants to be looked at. */
export type Gravity = "calm" | "odd" | "stopped";

const outcomes: Readonly<Record<SightingOutcome, string>> = {
  signed_in: "signed in",
  refused: "was refused",
  challenged: "was asked to prove they are no program",
  asked_by_mail: "was asked to confirm by mail",
  blocked: "was blocked",
};
export const outcomeWords = (outcome: SightingOutcome): string => outcomes[outcome];

const decisions: Readonly<Record<RiskDecision, string | null>> = {
  nothing: null,
  notice: "mail sent",
  challenge: "puzzle asked",
  factor: "second factor asked",
  block: "blocked",
};
export const decisionWords = (decision: RiskDecision): string | null => decisions[decision];

const reasons: Readonly<Record<string, string>> = {
  "travel.impossible": "too far away for the time since the last sign-in",
  "failures.many": "many wrong passwords",
  "failures.several": "several wrong passwords",
  "failures.some": "some wrong passwords",
  "device.new": "new device",
  "country.new": "new country",
  "network.hosting": "from a data centre",
  "network.new": "new network",
  "idle.year": "first sign in a year",
  "idle.quarter": "first sign in three months",
  "hour.unusual": "unusual hour",
};
/** A reason that this console does not know yet is shown as it is. */
export const reasonWords = (reason: string): string => reasons[reason] ?? reason;

export function gravityOf({ outcome, decision }: Pick<ProtectionEventView, "outcome" | "decision">): Gravity {
  if (outcome === "blocked" || outcome === "refused") return "stopped";
  return decision === "nothing" && outcome === "signed_in" ? "calm" : "odd";
}

export interface CountryCount {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly all: number;
  readonly odd: number;
  readonly stopped: number;
  /** The gravest that came from there. */
  readonly gravity: Gravity;
}

/** Tries to sign in by country, most first; those from nowhere in particular are left out. */
export function countByCountry(events: readonly ProtectionEventView[]): CountryCount[] {
  const groups = Map.groupBy(
    events.filter(({ country }) => country !== null),
    ({ country }) => country ?? "",
  );
  return [...groups]
    .map(([country, tries]) => {
      const count = (gravity: Gravity) => tries.filter((one) => gravityOf(one) === gravity).length;
      const [odd, stopped] = [count("odd"), count("stopped")];
      const gravity: Gravity = stopped > 0 ? "stopped" : odd > 0 ? "odd" : "calm";
      return { country, all: tries.length, odd, stopped, gravity };
    })
    .toSorted((a, b) => b.all - a.all || a.country.localeCompare(b.country));
}

/** The days on which something happened, newest first, by the reader's calendar. */
export function byDay<T extends { readonly at: string }>(events: readonly T[]): [string, T[]][] {
  const day = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long" });
  return [...Map.groupBy(events, ({ at }) => day.format(Date.parse(at)))];
}
