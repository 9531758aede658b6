/** How often an item comes up again. `initial` once; `as_needed` when its reason does, and once a quarter in any case. */
export const checklistCadences = ["initial", "weekly", "monthly", "quarterly", "annual", "as_needed"] as const;
export type ChecklistCadence = (typeof checklistCadences)[number];

export interface ChecklistSpec {
  readonly title: string;
  readonly cadence: ChecklistCadence;
  /** Whose it is: everybody has their own, or the account has one. */
  readonly of: "person" | "account";
  /** `measured`: the system looks for itself, and nobody's word counts. `signed`: only people can tell. */
  readonly check: "measured" | "signed";
  /** The promise (docs/claims.json) that it keeps. */
  readonly claim: `C-${number}`;
}

const person = { of: "person" } as const;
const account = { of: "account" } as const;

/** The living checklist. Names are permanent: signatures are stored under them. */
export const checklist = {
  "own.factor": {
    title: "Set up a second factor",
    cadence: "initial",
    check: "measured",
    claim: "C-337",
    ...person,
  },
  "own.recovery_codes": {
    title: "Keep recovery codes in a safe place",
    cadence: "initial",
    check: "measured",
    claim: "C-338",
    ...person,
  },
  "own.password": {
    title: "Have a strong password of your own",
    cadence: "initial",
    check: "measured",
    claim: "C-339",
    ...person,
  },
  "account.region": {
    title: "Check that the region suits your compliance",
    cadence: "initial",
    check: "signed",
    claim: "C-340",
    ...account,
  },
  "account.policy": {
    title: "Review the policy; asked again when it changes",
    cadence: "initial",
    check: "signed",
    claim: "C-341",
    ...account,
  },
  "account.factors": {
    title: "Everybody has a second factor",
    cadence: "initial",
    check: "measured",
    claim: "C-342",
    ...account,
  },
  "own.notices": {
    title: "Read your security mails",
    cadence: "weekly",
    check: "signed",
    claim: "C-343",
    ...person,
  },
  "own.sessions": {
    title: "Look for sessions that you do not know, and report them",
    cadence: "weekly",
    check: "signed",
    claim: "C-343",
    ...person,
  },
  "account.incidents": {
    title: "Every incident is looked into and closed",
    cadence: "weekly",
    check: "measured",
    claim: "C-343",
    ...account,
  },
  "account.sessions": {
    title: "Review the sessions of everybody",
    cadence: "monthly",
    check: "signed",
    claim: "C-344",
    ...account,
  },
  "account.unused_users": {
    title: "Nobody who may sign in has been away for a month",
    cadence: "monthly",
    check: "measured",
    claim: "C-344",
    ...account,
  },
  "account.keys": {
    title: "Every live API key is in use",
    cadence: "monthly",
    check: "measured",
    claim: "C-344",
    ...account,
  },
  "account.billing": {
    title: "Verify billing activity",
    cadence: "monthly",
    check: "signed",
    claim: "C-344",
    ...account,
  },
  "account.activity": {
    title: "Review what was changed, and by whom",
    cadence: "monthly",
    check: "signed",
    claim: "C-345",
    ...account,
  },
  "account.roles": {
    title: "Review roles and what they may do",
    cadence: "quarterly",
    check: "signed",
    claim: "C-346",
    ...account,
  },
  "account.key_rotation": {
    title: "No API key is older than a quarter",
    cadence: "quarterly",
    check: "measured",
    claim: "C-346",
    ...account,
  },
  "account.documentation": {
    title: "Update the security documentation",
    cadence: "quarterly",
    check: "signed",
    claim: "C-346",
    ...account,
  },
  "account.training": {
    title: "Train the team in security",
    cadence: "quarterly",
    check: "signed",
    claim: "C-346",
    ...account,
  },
  "account.audit": {
    title: "Conduct a security audit",
    cadence: "quarterly",
    check: "signed",
    claim: "C-347",
    ...account,
  },
  "account.policies": {
    title: "Review and update the security policies",
    cadence: "annual",
    check: "signed",
    claim: "C-348",
    ...account,
  },
  "account.incident_test": {
    title: "Test the response to incidents",
    cadence: "annual",
    check: "signed",
    claim: "C-348",
    ...account,
  },
  "account.compliance": {
    title: "Evaluate what compliance asks for",
    cadence: "annual",
    check: "signed",
    claim: "C-348",
    ...account,
  },
  "account.controls": {
    title: "Assess whether more controls are needed",
    cadence: "annual",
    check: "signed",
    claim: "C-348",
    ...account,
  },
  "account.offboarding": {
    title: "Every offboarding keeps its deadlines",
    cadence: "as_needed",
    check: "measured",
    claim: "C-349",
    ...account,
  },
  "account.notices": {
    title: "Investigate security mails that nobody expected",
    cadence: "as_needed",
    check: "signed",
    claim: "C-349",
    ...account,
  },
  "account.incident_plan": {
    title: "Review the plan for incidents",
    cadence: "as_needed",
    check: "signed",
    claim: "C-349",
    ...account,
  },
  "account.contacts": {
    title: "Keep emergency contacts up to date",
    cadence: "as_needed",
    check: "signed",
    claim: "C-349",
    ...account,
  },
} as const satisfies Record<string, ChecklistSpec>;

export type ChecklistItem = keyof typeof checklist;
export const isChecklistItem = (raw: string): raw is ChecklistItem => Object.hasOwn(checklist, raw);
export const checklistItems = Object.keys(checklist).filter(isChecklistItem);
