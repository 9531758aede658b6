import { type Right, type SupportGrantView, type SupportScope, supportScopes } from "@holdfast/contract";

/** What a scope opens, as one chooses it. */
export const scopeTitles = {
  audit: "Audit log, reviews and support grants",
  sessions: "Sessions of everybody",
  members: "People, roles and invitations",
} as const satisfies Record<SupportScope, string>;

const scopeNouns = { audit: "the audit log", sessions: "sessions", members: "people" } as const;

/** What somebody of the operator may read, in a sentence. */
export const scopesWords = (scopes: readonly SupportScope[]): string =>
  new Intl.ListFormat("en").format(scopes.map((scope) => scopeNouns[scope]));

/** Nobody shows support what they may not read themselves. */
export function scopesWithin(rights: readonly Right[]): SupportScope[] {
  const all: readonly SupportScope[] = ["audit", "sessions", "members"];
  return all.filter((scope) => supportScopes[scope].every((right) => rights.includes(right)));
}

export interface GrantStateWords {
  readonly words: string;
  readonly tone: "good" | "warn" | "plain";
}

export function grantStateWords({ state, uses }: Pick<SupportGrantView, "state" | "uses">): GrantStateWords {
  if (state === "revoked") return { words: "withdrawn", tone: "plain" };
  if (state === "expired") return { words: "over", tone: "plain" };
  return uses.length > 0 ? { words: "support is in", tone: "warn" } : { words: "open, not used yet", tone: "good" };
}
