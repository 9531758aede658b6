import { type Right, rights } from "@holdfast/contract";

export interface RightGroup {
  readonly noun: string;
  readonly rights: readonly { readonly right: Right; readonly verb: string }[];
}

const nounTitles: Readonly<Record<string, string>> = {
  account: "Account",
  users: "People",
  sessions: "Sessions",
  roles: "Roles",
  policy: "Policy",
  webhooks: "Webhooks",
  audit: "Audit log",
  billing: "Billing",
};

/** Every right, under the noun that it is about, in the contract's order. */
export const rightGroups: readonly RightGroup[] = Object.entries(
  Object.groupBy(rights, (right) => right.slice(0, right.indexOf(":"))),
).map(([noun, members = []]) => ({
  noun: nounTitles[noun] ?? noun,
  rights: members.map((right) => ({ right, verb: right.slice(right.indexOf(":") + 1) })),
}));
