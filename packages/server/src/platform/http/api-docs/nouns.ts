import { type RouteSpec, routes } from "@holdfast/contract";

export interface Noun {
  /** The part of an operation's id before its verb. */
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly operations: readonly RouteSpec[];
}

/** What the API is about, in the order in which somebody new meets it. */
const introductions: Readonly<Record<string, { title: string; summary: string }>> = {
  deployment: { title: "Deployment", summary: "What anybody may know before signing in." },
  accounts: {
    title: "Accounts",
    summary: "An account is the boundary: its users, sessions, keys and events live in one region and one placement.",
  },
  auth: {
    title: "Signing in",
    summary: "Passwords, tokens and the mails that confirm an address or reset a password.",
  },
  me: { title: "The caller", summary: "The signed-in user, the account and the rights that follow from the role." },
  sessions: {
    title: "Sessions",
    summary: "Each session is a row. Ending one answers a certificate: from then on no process accepts its tokens.",
  },
  users: { title: "Users", summary: "The people of an account, their sessions and their roles." },
  invitations: {
    title: "Invitations",
    summary: "Who is asked into the account. Nobody invites to more than they have, now or when it is accepted.",
  },
  offboardings: {
    title: "Offboarding",
    summary: "Letting somebody go as one action: shut out at once, handed over and deleted by deadlines of the policy.",
  },
  protection: {
    title: "Protection",
    summary: "Sign-ins as they were judged, and incidents: sign-ins that their users say were not theirs.",
  },
  roles: { title: "Roles", summary: "Named sets of rights: the built-in ones and the account's own." },
  api_keys: {
    title: "API keys",
    summary: "For programs. A key has some of its creator's present rights, ends within 90 days, and ends with them.",
  },
  notices: { title: "Notices", summary: "What people are told by mail, and how each of them wants to hear of it." },
  notification_addresses: {
    title: "Notification addresses",
    summary: "Where somebody's security notices go: the address they sign in with, and a second one.",
  },
  mails: { title: "Undelivered mails", summary: "Mails that did not get out, for an administrator to send again." },
  policy: { title: "Policy", summary: "Every setting that an account decides for itself." },
  checklist: {
    title: "Security checklist",
    summary: "What is to be done for security and how often. What the system can see it measures; the rest is signed.",
  },
  audit: {
    title: "Audit log",
    summary: "Every event, and the signed Merkle log that proves them offline, in the tlog-tiles layout of C2SP.",
  },
  audit_streams: {
    title: "Streams of the audit log",
    summary: "Every event to a collector of yours, in order, at least once: NDJSON, OCSF, or syslog over TLS.",
  },
  webhooks: {
    title: "Webhooks",
    summary: "Events to addresses of yours, signed by the Standard Webhooks specification, tried again for 24 hours.",
  },
  reviews: {
    title: "Access reviews",
    summary: "Looking through who may do what: keep or remove each, then sign off. A signed review is evidence.",
  },
  support: {
    title: "Support access",
    summary:
      "What the operator's support may read: only on a grant of the account, for hours, with an event of every act.",
  },
  platform_log: {
    title: "Platform log",
    summary:
      "One public log over the accounts' logs, under blinded names: nobody can be shown another log than others.",
  },
  forward_auth: {
    title: "Forward-auth",
    summary: "What nginx, Caddy, Traefik and Envoy ask before they pass a request on to a product.",
  },
  tokens: {
    title: "Tokens",
    summary: "Introspection and revocation for programs in any language (RFC 7662, RFC 7009).",
  },
  guards: {
    title: "Guards",
    summary: "How a product verifies sessions in its own memory, and forgets at once what was revoked.",
  },
  keys: { title: "Public keys", summary: "Keys with which others verify our tokens." },
};

export const nounOf = ({ id }: RouteSpec): string => id.slice(0, id.indexOf("."));

/** @throws when a noun has no introduction: an operation that nobody introduces would be missing from the pages. */
export function nounsOfContract(): Noun[] {
  const operations = Map.groupBy(Object.values<RouteSpec>(routes), nounOf);
  const strangers = [...operations.keys()].filter((id) => !Object.hasOwn(introductions, id));
  if (strangers.length > 0) throw new Error(`no introduction to ${strangers.join(", ")} in the API documentation`);
  return Object.entries(introductions).map(([id, introduction]) => ({
    id,
    ...introduction,
    operations: operations.get(id) ?? [],
  }));
}
