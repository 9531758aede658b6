export type SettingSource = "environment" | "file" | "default";

export interface SettingSpec {
  readonly title: string;
  readonly fallback?: string;
  /** Never printed. */
  readonly secret?: true;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Every setting there is, with its default; a region adds its own two. `holdfast config check` prints this table. */
export const settingSpecs = {
  HOLDFAST_MODE: {
    title: "development (loopback only, mails into the console) or production",
    fallback: "development",
  },
  HOLDFAST_HOST: { title: "Address to listen on", fallback: "127.0.0.1" },
  HOLDFAST_PORT: { title: "Port of console and API", fallback: "7700" },
  HOLDFAST_METRICS_PORT: { title: "Port of metrics and health on loopback; 0 picks one", fallback: "7701" },
  HOLDFAST_PUBLIC_URL: { title: "Where browsers reach the console" },
  HOLDFAST_DATA_DIR: { title: "Folder of the embedded database and the root key", fallback: ".holdfast" },
  HOLDFAST_DATABASE_URL: { title: "Your own PostgreSQL, as the confined app role", secret: true },
  HOLDFAST_DATABASE_OWNER_URL: { title: "The same, as the role that creates and migrates databases", secret: true },
  HOLDFAST_DATABASE_PREFIX: { title: "Prefix of database names", fallback: "holdfast" },
  HOLDFAST_REGIONS: { title: "Regions that accounts can live in", fallback: "eu,us,au" },
  HOLDFAST_ROOT_KEY_PATH: { title: "File of the local root key; default: root.key in the data folder" },
  HOLDFAST_AWS_KMS_KEY_ID: { title: "AWS KMS key that wraps account keys, in place of the local root key" },
  HOLDFAST_AWS_KMS_REGION: { title: "Region of that key" },
  HOLDFAST_AWS_KMS_ENDPOINT: { title: "Endpoint of AWS KMS, for private ones" },
  HOLDFAST_AWS_ACCESS_KEY_ID: { title: "Access key of the identity that may use that key" },
  HOLDFAST_AWS_SECRET_ACCESS_KEY: { title: "Its secret", secret: true },
  HOLDFAST_AWS_SESSION_TOKEN: { title: "Its session token, when it is temporary", secret: true },
  HOLDFAST_SMTP_URL: { title: "Mail server, smtps:// or smtp:// with STARTTLS", secret: true },
  HOLDFAST_MAIL_FROM: { title: "Sender of mails", fallback: "Holdfast <holdfast@localhost>" },
  HOLDFAST_TLS_CERTIFICATE: { title: "Certificate chain, PEM" },
  HOLDFAST_TLS_PRIVATE_KEY: { title: "Private key of the certificate, PEM", secret: true },
  HOLDFAST_TRUSTED_PROXIES: { title: "Networks of proxies that end TLS and set X-Forwarded-For, CIDR", fallback: "" },
  HOLDFAST_SIGN_UP: {
    title:
      "What strangers may create: open (any account), shared (none with a database of its own) or closed (none); " +
      "default: open, in production shared",
  },
  HOLDFAST_UNVERIFIED_ACCOUNT_DAYS: {
    title: "Days after which an account is erased whose owner signed up and never confirmed the address",
    fallback: "7",
    minimum: 1,
    maximum: 365,
  },
  HOLDFAST_SECURITY_CONTACT: {
    title: "Where people report an incident to you, a mail address or an https:// address; shown to everybody",
  },
  HOLDFAST_REVOCATION_LEASE_MS: {
    title: "Longest time in which a revocation takes effect everywhere",
    fallback: "1000",
    minimum: 200,
    maximum: 60_000,
  },
  HOLDFAST_GOOGLE_CLIENT_ID: { title: "OAuth client for sign-in with Google; redirect URI: /google of the public URL" },
  HOLDFAST_GOOGLE_CLIENT_SECRET: { title: "Its secret", secret: true },
  HOLDFAST_GOOGLE_ISSUER: { title: "Another issuer in Google's place, for tests; refused in production" },
  HOLDFAST_GUARD_SECRET: {
    title:
      "Secret under which tokens of guards are made; while it is changed, the new one and the old one, with a comma",
    secret: true,
  },
  HOLDFAST_FORWARD_AUTH_ROUTES: {
    title:
      "What proxies' requests are asked for, a line each: GET,POST /path right:name (or signed-in, recent, factor); " +
      "what no line names is refused",
  },
  HOLDFAST_CAPTCHA: {
    title: "Who makes CAPTCHAs: altcha (proof of work, by this server), turnstile or hcaptcha (they see who meets one)",
    fallback: "altcha",
  },
  HOLDFAST_CAPTCHA_SITE_KEY: { title: "Site key of Turnstile or hCaptcha" },
  HOLDFAST_CAPTCHA_SECRET: { title: "Its secret", secret: true },
  HOLDFAST_HASH_PROFILES: { title: "owasp, or test (cheap, refused in production)", fallback: "owasp" },
} as const satisfies Record<string, SettingSpec>;

const regionTitles: Readonly<Record<string, string>> = {
  eu: "European Union",
  us: "United States",
  au: "Australia (Sydney)",
};

export const regionTitle = (id: string): string => regionTitles[id] ?? id;
