/** The architecture as data. `check.ts` holds every import in the repository against it. */

/** The wings of the server in their order: a wing imports only from wings before it. */
export const wings = ["kernel", "platform", "tenancy", "people", "data", "agents", "operations"] as const;
export type Wing = (typeof wings)[number];

/**
 * The modules of each wing, and which modules of the same wing each may import. A folder that is not listed fails the
 * check. The kernel has no modules: its files know no domain word, and every wing may import them.
 */
export const modules: Readonly<Record<Wing, Readonly<Record<string, readonly string[]>>>> = {
  kernel: {},
  platform: {
    postgres: [],
    http: ["postgres"],
    limits: ["postgres"],
    jobs: ["postgres"],
    mail: [],
    egress: [],
    metrics: [],
  },
  tenancy: {
    keys: [],
    directory: ["keys"],
    audit: ["directory", "keys"],
    policy: ["audit", "directory", "outbox"],
    "product-events": ["audit", "directory", "revocation"],
    "platform-log": ["audit", "directory", "keys"],
    registry: ["audit", "directory", "keys"],
    revocation: [],
    outbox: ["directory", "revocation"],
    accounts: ["audit", "directory", "keys", "policy", "registry", "revocation"],
  },
  people: {
    roles: [],
    passwords: [],
    devices: [],
    users: ["roles"],
    "mail-tokens": [],
    notices: ["devices", "mail-tokens", "users"],
    captcha: [],
    protection: ["devices", "mail-tokens", "notices", "users"],
    passkeys: ["devices", "notices", "users"],
    sessions: ["devices", "notices", "roles", "users"],
    "api-keys": ["notices", "roles", "sessions", "users"],
    factors: ["notices", "passkeys", "protection", "roles", "sessions", "users"],
    identities: ["factors", "notices", "users"],
    "sign-in": [
      "captcha",
      "email-changes",
      "factors",
      "identities",
      "mail-tokens",
      "notices",
      "passkeys",
      "passwords",
      "protection",
      "roles",
      "sessions",
      "users",
    ],
    "email-changes": ["factors", "mail-tokens", "notices", "passwords", "sessions", "users"],
    invitations: ["identities", "mail-tokens", "notices", "passkeys", "passwords", "roles", "sign-in", "users"],
    members: ["mail-tokens", "notices", "roles", "sessions", "sign-in", "users"],
    feed: ["api-keys", "sessions"],
    "forward-auth": [],
    tokens: ["api-keys", "sessions"],
    standings: ["factors", "sessions", "users"],
    support: ["notices", "roles", "users"],
    reviews: ["api-keys", "invitations", "members", "notices", "roles", "sessions", "users"],
    "sign-up": ["captcha", "passwords", "roles", "sign-in", "users"],
  },
  data: { dispatch: [], webhooks: ["dispatch"], "audit-streams": ["dispatch"] },
  agents: {},
  operations: { checklist: [], controls: [], "key-rotation": [], retention: [] },
};

export interface PackageRule {
  /** Packages of this repository that it may import. */
  readonly ours: readonly string[];
  /** Packages from npm that it may import; null: those in its package.json. */
  readonly npm: readonly string[] | null;
  /** Runs in browsers too, so it may not import Node's modules. */
  readonly inBrowsers: boolean;
}

/** The packages of this repository, by the name of their folder. Tests may use more: see `rules.ts`. */
export const packages: Readonly<Record<string, PackageRule>> = {
  contract: { ours: [], npm: ["typebox"], inBrowsers: true },
  // It reads files for Node in one place, which its package.json gives to Node alone.
  proof: { ours: [], npm: [], inBrowsers: false },
  // Node's own cryptography in one place, which its package.json gives to Node alone.
  sdk: { ours: ["contract"], npm: [], inBrowsers: false },
  console: { ours: ["contract", "proof", "sdk"], npm: null, inBrowsers: true },
  cli: { ours: ["contract", "proof", "server"], npm: null, inBrowsers: false },
  server: { ours: ["contract", "proof"], npm: null, inBrowsers: false },
};
