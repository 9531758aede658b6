import type { RiskDecision } from "@holdfast/contract";

import type { RiskFacts, RiskReason } from "./risk.ts";

/** A sign-in as somebody would tell it, and what is done about it under the standard policy. */
export interface RiskHistory {
  readonly story: string;
  /** What is unlike the usual of a user who signs in at office hours from one device, at home in one country. */
  readonly facts: Partial<RiskFacts>;
  readonly decision: RiskDecision;
  readonly reasons: readonly RiskReason[];
}

const officeHours = Array.from({ length: 24 }, (_, hour) => (hour >= 7 && hour <= 16 ? 4 : 0));

/** The same person on the same device, from the same network, the day after. */
export const usual: RiskFacts = {
  first: false,
  device: "known",
  network: "known",
  networkKind: "access",
  country: "known",
  travel: { leastKm: 0, hours: 24, networks: ["access", "access"] },
  failures: 0,
  hour: 9,
  hours: officeHours,
  idleDays: 1,
};

const flight = (leastKm: number, hours: number, ...networks: readonly ("access" | "mobile" | "hosting")[]) => ({
  leastKm,
  hours,
  networks: networks.length === 0 ? (["access", "access"] as const) : networks,
});
const newDevice = { device: "new" } as const;
const newNetwork = { network: "new" } as const;
const abroad = { network: "new", country: "new" } as const;
const few = Array.from({ length: 24 }, (_, hour) => (hour === 9 ? 5 : 0));

export const riskHistories: readonly RiskHistory[] = [
  // Every day.
  { story: "the day after, at the same desk", facts: {}, decision: "nothing", reasons: [] },
  { story: "one typing error", facts: { failures: 1 }, decision: "nothing", reasons: [] },
  { story: "two typing errors", facts: { failures: 2 }, decision: "nothing", reasons: [] },
  {
    story: "three typing errors on the known device",
    facts: { failures: 3 },
    decision: "nothing",
    reasons: ["failures.some"],
  },
  { story: "back from four months of leave", facts: { idleDays: 120 }, decision: "nothing", reasons: ["idle.quarter"] },
  { story: "late at night, once", facts: { hour: 2 }, decision: "nothing", reasons: ["hour.unusual"] },
  { story: "two hours before the usual time", facts: { hour: 5 }, decision: "nothing", reasons: [] },
  {
    story: "at night, when too little is known for a habit",
    facts: { hour: 2, hours: few },
    decision: "nothing",
    reasons: [],
  },
  { story: "the known laptop in a café", facts: newNetwork, decision: "nothing", reasons: ["network.new"] },
  {
    story: "the known phone on the road, routed by its carrier",
    facts: { ...newNetwork, networkKind: "mobile" },
    decision: "nothing",
    reasons: ["network.new"],
  },
  {
    story: "from a private network, of which nothing is known",
    facts: { network: null, networkKind: null, country: null, travel: null },
    decision: "nothing",
    reasons: [],
  },
  // First times.
  {
    story: "the very first sign-in",
    facts: { first: true, ...newDevice, ...abroad, idleDays: null, travel: null, hours: [] },
    decision: "nothing",
    reasons: [],
  },
  {
    story: "the very first sign-in, after a mistyped initial password",
    facts: { first: true, ...newDevice, failures: 4, idleDays: null, hours: [] },
    decision: "nothing",
    reasons: ["failures.some"],
  },
  {
    story: "the very first sign-in, while somebody guesses from everywhere",
    facts: { first: true, ...newDevice, failures: 40, idleDays: null, hours: [] },
    decision: "challenge",
    reasons: ["failures.many"],
  },
  { story: "a new laptop at the same desk", facts: newDevice, decision: "notice", reasons: ["device.new"] },
  {
    story: "a new phone on its carrier",
    facts: { ...newDevice, ...newNetwork, networkKind: "mobile" },
    decision: "notice",
    reasons: ["device.new", "network.new"],
  },
  {
    story: "a new phone after three typing errors",
    facts: { ...newDevice, failures: 3 },
    decision: "notice",
    reasons: ["device.new", "failures.some"],
  },
  // On the road.
  {
    story: "the known laptop on holiday abroad",
    facts: abroad,
    decision: "notice",
    reasons: ["country.new", "network.new"],
  },
  {
    story: "the known laptop, off the plane from Tallinn to Sydney",
    facts: { ...abroad, travel: flight(11_500, 24) },
    decision: "notice",
    reasons: ["country.new", "network.new"],
  },
  {
    story: "the known laptop with a VPN switched on: the other end of the world in a minute",
    facts: { ...abroad, networkKind: "hosting", travel: flight(11_500, 0.02, "access", "hosting") },
    decision: "challenge",
    reasons: ["country.new", "network.hosting", "network.new"],
  },
  {
    story: "the known laptop at the other end of the world within the hour: a tunnel, for it cannot be flown",
    facts: { ...abroad, travel: flight(11_500, 1) },
    decision: "notice",
    reasons: ["country.new", "network.new"],
  },
  {
    story: "a new phone across a near border, where the places are not known well enough",
    facts: { ...newDevice, ...abroad, travel: flight(300, 0.1) },
    decision: "challenge",
    reasons: ["device.new", "country.new", "network.new"],
  },
  {
    story: "a new phone in a country nearby that was visited before",
    facts: { ...newDevice, travel: flight(120, 0.5) },
    decision: "notice",
    reasons: ["device.new"],
  },
  {
    story: "a roaming phone whose carrier routes it home across an ocean",
    facts: { ...newDevice, ...abroad, networkKind: "mobile", travel: flight(7_000, 0.5, "access", "mobile") },
    decision: "challenge",
    reasons: ["device.new", "country.new", "network.new"],
  },
  {
    story: "a hotel's computer after a flight that there was time for",
    facts: { ...newDevice, ...abroad, travel: flight(7_000, 12) },
    decision: "challenge",
    reasons: ["device.new", "country.new", "network.new"],
  },
  {
    story: "a hotel's computer at night, after such a flight",
    facts: { ...newDevice, ...abroad, hour: 2, travel: flight(7_000, 12) },
    decision: "factor",
    reasons: ["device.new", "country.new", "network.new", "hour.unusual"],
  },
  // Somebody else.
  {
    story: "a stolen password from next door",
    facts: { ...newDevice, ...newNetwork },
    decision: "notice",
    reasons: ["device.new", "network.new"],
  },
  {
    story: "a stolen password from a rented server at home",
    facts: { ...newDevice, ...newNetwork, networkKind: "hosting" },
    decision: "challenge",
    reasons: ["device.new", "network.hosting", "network.new"],
  },
  {
    story: "a stolen password from a rented server abroad",
    facts: { ...newDevice, ...abroad, networkKind: "hosting" },
    decision: "factor",
    reasons: ["device.new", "country.new", "network.hosting", "network.new"],
  },
  {
    story: "a stolen password from abroad, days later",
    facts: { ...newDevice, ...abroad, travel: flight(7_000, 72) },
    decision: "challenge",
    reasons: ["device.new", "country.new", "network.new"],
  },
  {
    story: "a stolen password from across an ocean, while the owner works at home",
    facts: { ...newDevice, ...abroad, travel: flight(7_000, 1) },
    decision: "block",
    reasons: ["travel.impossible", "device.new", "country.new", "network.new"],
  },
  {
    story: "the same, into a country that the owner knows",
    facts: { ...newDevice, ...newNetwork, travel: flight(7_000, 1) },
    decision: "factor",
    reasons: ["travel.impossible", "device.new", "network.new"],
  },
  {
    story: "the same, from a network and in a country that the owner knows",
    facts: { ...newDevice, travel: flight(7_000, 1) },
    decision: "factor",
    reasons: ["travel.impossible", "device.new"],
  },
  {
    story: "guessed after twelve tries, on a new device",
    facts: { ...newDevice, ...newNetwork, failures: 12 },
    decision: "challenge",
    reasons: ["failures.several", "device.new", "network.new"],
  },
  {
    story: "guessed after twelve tries, from abroad",
    facts: { ...newDevice, ...abroad, failures: 12 },
    decision: "factor",
    reasons: ["failures.several", "device.new", "country.new", "network.new"],
  },
  {
    story: "guessed after a hundred tries from many networks",
    facts: { ...newDevice, ...abroad, failures: 100 },
    decision: "block",
    reasons: ["failures.many", "device.new", "country.new", "network.new"],
  },
  {
    story: "the owner at the known desk, while others guess a hundred times",
    facts: { failures: 100 },
    decision: "challenge",
    reasons: ["failures.many"],
  },
  {
    story: "an account that slept for a year wakes up on the known device",
    facts: { idleDays: 400 },
    decision: "notice",
    reasons: ["idle.year"],
  },
  {
    story: "an account that slept for a year wakes up elsewhere",
    facts: { ...newDevice, ...newNetwork, idleDays: 400, travel: null, hours: [] },
    decision: "challenge",
    reasons: ["device.new", "idle.year", "network.new"],
  },
  {
    story: "an account that slept for a year wakes up on a rented server abroad",
    facts: { ...newDevice, ...abroad, networkKind: "hosting", idleDays: 400, travel: null, hours: [] },
    decision: "factor",
    reasons: ["device.new", "country.new", "idle.year", "network.hosting", "network.new"],
  },
  {
    story: "the same, after twelve guesses",
    facts: { ...newDevice, ...abroad, networkKind: "hosting", failures: 12, idleDays: 400, travel: null, hours: [] },
    decision: "block",
    reasons: ["failures.several", "device.new", "country.new", "idle.year", "network.hosting", "network.new"],
  },
  {
    story: "a thief with the owner's own laptop, at home, in the morning: nothing that could be seen",
    facts: {},
    decision: "nothing",
    reasons: [],
  },
];
