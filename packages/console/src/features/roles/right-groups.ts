import { type Right, rights } from "@holdfast/contract";

export interface RightGroup {
  readonly noun: string;
  readonly rights: readonly { readonly right: Right; readonly verb: string }[];
}

type NounOf<R extends Right> = R extends `${infer Noun}:${string}` ? Noun : never;

/** In the order in which they are shown. A right about something new does not compile until it has a title here. */
const nounTitles: Readonly<Record<NounOf<Right>, string>> = {
  account: "Account",
  users: "People",
  sessions: "Sessions",
  roles: "Roles",
  keys: "API keys",
  policy: "Policy",
  reviews: "Access reviews",
  support: "Support access",
  webhooks: "Webhooks",
  audit: "Audit log",
  billing: "Billing",
  protection: "Protection",
};

/** Every right, under the noun that it is about. */
export const rightGroups: readonly RightGroup[] = Object.entries(nounTitles).map(([noun, title]) => ({
  noun: title,
  rights: rights
    .filter((right) => right.startsWith(`${noun}:`))
    .map((right) => ({ right, verb: right.slice(noun.length + 1) })),
}));
