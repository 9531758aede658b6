import type { ChecklistCadence, ChecklistItem, ChecklistItemView } from "@holdfast/contract";

/** In the order in which they are shown. */
export const cadenceWords: Readonly<Record<ChecklistCadence, { readonly title: string; readonly note: string }>> = {
  initial: { title: "To begin with", note: "Once, and again when it changes." },
  weekly: { title: "Every week", note: "A few minutes." },
  monthly: { title: "Every month", note: "Who is here, and what was done." },
  quarterly: { title: "Every quarter", note: "Rights, documents, people." },
  annual: { title: "Every year", note: "Policies, rehearsals, requirements." },
  as_needed: { title: "As needed", note: "When something happens, and once a quarter in any case." },
};

export type Place =
  | "/profile"
  | "/profile/sign-in-methods"
  | "/profile/notices"
  | "/home"
  | "/sessions"
  | "/account-sessions"
  | "/account-keys"
  | "/people"
  | "/roles"
  | "/audit"
  | "/policy"
  | "/protection"
  | "/incident-guide";

export interface Mend {
  readonly to: Place;
  readonly label: string;
}

/** Where each item is mended or looked at; null where that is not in this house. */
const mends: Readonly<Record<ChecklistItem, Mend | null>> = {
  "own.factor": { to: "/profile/sign-in-methods", label: "Set one up" },
  "own.recovery_codes": { to: "/profile/sign-in-methods", label: "Make new codes" },
  "own.password": { to: "/profile", label: "Change it" },
  "own.notices": { to: "/profile/notices", label: "Where they go" },
  "own.sessions": { to: "/sessions", label: "Your sessions" },
  "account.region": { to: "/home", label: "The account" },
  "account.policy": { to: "/policy", label: "The policy" },
  "account.factors": { to: "/people", label: "See who" },
  "account.incidents": { to: "/protection", label: "Incidents" },
  "account.sessions": { to: "/account-sessions", label: "All sessions" },
  "account.keys": { to: "/account-keys", label: "All keys" },
  "account.key_rotation": { to: "/account-keys", label: "All keys" },
  "account.unused_users": { to: "/people", label: "See who" },
  "account.billing": null,
  "account.activity": { to: "/audit", label: "The audit log" },
  "account.roles": { to: "/roles", label: "The roles" },
  "account.documentation": null,
  "account.training": null,
  "account.audit": { to: "/audit", label: "The audit log" },
  "account.policies": { to: "/policy", label: "The policy" },
  "account.incident_test": { to: "/incident-guide", label: "Incident guide" },
  "account.compliance": null,
  "account.controls": null,
  "account.offboarding": { to: "/people", label: "Who is leaving" },
  "account.notices": { to: "/protection", label: "What happened" },
  "account.incident_plan": { to: "/incident-guide", label: "Incident guide" },
  "account.contacts": { to: "/profile/notices", label: "Your addresses" },
};

export const mendOf = (item: ChecklistItem): Mend | null => mends[item];

/** What a measured item found, in words. Nothing where yes and no say it all. */
export function foundWords({ found, state }: Pick<ChecklistItemView, "found" | "state">): string | null {
  if (found === null) return null;
  if (found.all === 0) return "nothing to look at";
  if (found.all === 1) return state === "met" ? "seen just now" : null;
  return `${found.good} of ${found.all}`;
}

/** What wants doing, most urgent first: what the system sees itself, then what ran out, then what nobody has signed. */
export function nextOf(items: readonly ChecklistItemView[]): ChecklistItemView[] {
  const urgency = ({ check, state }: ChecklistItemView) => (check === "measured" ? 0 : state === "lapsed" ? 1 : 2);
  return items.filter(({ state }) => state !== "met").toSorted((a, b) => urgency(a) - urgency(b));
}
