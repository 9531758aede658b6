import { createPrivateKey, X509Certificate } from "node:crypto";
import { resolve } from "node:path";

import { Secret } from "./kernel/secret.ts";
import {
  type DatabaseUrls,
  type Environment,
  type FoundSetting,
  type RegionConfig,
  regionSetting,
  SettingReader,
} from "./config-reader.ts";
import { parseRouteMap, type RouteMap } from "./people/forward-auth/index.ts";
import { parseTrustedProxies } from "./platform/http/index.ts";

export type { FoundSetting } from "./config-reader.ts";

/** Everything the environment decides, read once. Nothing else in the server looks at the environment. */
export interface Config {
  readonly mode: "development" | "production";
  readonly host: string;
  readonly port: number;
  readonly metricsPort: number;
  /** Where browsers reach us, without a trailing slash. */
  readonly publicUrl: string;
  readonly dataDir: string;
  /** Null: the embedded PostgreSQL in `dataDir`. */
  readonly database: DatabaseUrls | null;
  readonly databasePrefix: string;
  readonly regions: readonly RegionConfig[];
  readonly rootKeyFile: string;
  readonly kms: KmsConfig | null;
  readonly smtpUrl: Secret<string> | null;
  readonly mailFrom: string;
  readonly tls: { readonly certificate: string; readonly privateKey: Secret<string> } | null;
  readonly trustedProxies: readonly string[];
  readonly signUp: "open" | "shared" | "closed";
  readonly unverifiedAccountDays: number;
  /** Where people report an incident: a `mailto:` or `https:` URI. Null: nobody is named. */
  readonly securityContact: string | null;
  readonly revocationLeaseMs: number;
  readonly google: GoogleConfig | null;
  /** Newest first; none: no guard is let in. */
  readonly guardSecrets: readonly Secret<string>[];
  /** Null: a proxy's own question says what is asked for. */
  readonly routeMap: RouteMap | null;
  /** Null: our own proof of work. */
  readonly captcha: CaptchaConfig | null;
  readonly hashProfiles: "owasp" | "test";
}

/** Our account at somebody who makes CAPTCHAs. */
export interface CaptchaConfig {
  readonly provider: "turnstile" | "hcaptcha";
  readonly siteKey: string;
  readonly secret: Secret<string>;
}

/** Our client at Google. */
export interface GoogleConfig {
  readonly clientId: string;
  readonly clientSecret: Secret<string>;
  readonly issuer: string;
}

export interface KmsConfig {
  readonly region: string;
  readonly keyId: string;
  readonly endpoint: string | null;
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret<string>;
  readonly sessionToken: Secret<string> | null;
}

/** Every fault of the environment at once: one start tells all there is to mend. */
export class ConfigError extends Error {
  readonly faults: readonly string[];
  /** What was found nevertheless, so that each fault can be traced to where its value comes from. */
  readonly found: readonly FoundSetting[];

  constructor(faults: readonly string[], found: readonly FoundSetting[]) {
    super(`the configuration has ${faults.length} fault${faults.length === 1 ? "" : "s"}:\n  ${faults.join("\n  ")}`);
    this.name = "ConfigError";
    this.faults = faults;
    this.found = found;
  }
}

/**
 * Reads the settings (`HOLDFAST_*`; `NAME_FILE` names a file that holds the value).
 * @throws ConfigError naming every fault: unreadable, malformed, unknown, contradictory.
 */
export function loadConfig(env: Environment): { config: Config; found: FoundSetting[] } {
  const reader = new SettingReader(env);
  const regions = reader.list("HOLDFAST_REGIONS").map((id) => reader.region(id));
  const { config, cross } = assemble(reader, regions);
  const faults = [...reader.finish(), ...cross];
  if (faults.length > 0) throw new ConfigError(faults, reader.found);
  return { config: Object.freeze(config), found: reader.found };
}

function assemble(reader: SettingReader, regions: readonly RegionConfig[]): { config: Config; cross: string[] } {
  const port = reader.number("HOLDFAST_PORT");
  const host = reader.text("HOLDFAST_HOST");
  const dataDir = resolve(reader.text("HOLDFAST_DATA_DIR"));
  const mode = reader.choice("HOLDFAST_MODE", ["development", "production"]);
  const config: Config = {
    mode,
    host,
    port,
    metricsPort: reader.number("HOLDFAST_METRICS_PORT"),
    publicUrl: reader.url("HOLDFAST_PUBLIC_URL") ?? `http://localhost:${port}`,
    dataDir,
    database: reader.database("HOLDFAST_DATABASE_URL", "HOLDFAST_DATABASE_OWNER_URL"),
    databasePrefix: reader.matching(
      "HOLDFAST_DATABASE_PREFIX",
      // PostgreSQL cuts names at 63 bytes, and an account's id has 30 of them.
      /^[a-z][a-z0-9_]{0,30}$/,
      "1 to 31 small letters, digits and _, a letter first",
    ),
    regions,
    rootKeyFile: reader.optional("HOLDFAST_ROOT_KEY_PATH") ?? resolve(dataDir, "root.key"),
    kms: readKms(reader),
    smtpUrl: readSmtpUrl(reader),
    mailFrom: reader.text("HOLDFAST_MAIL_FROM"),
    tls: readTls(reader),
    trustedProxies: readProxies(reader),
    // A database costs disk and connections for as long as it is there: on the internet, nobody gets one for the asking.
    signUp: reader.choice("HOLDFAST_SIGN_UP", ["open", "shared", "closed"], mode === "production" ? "shared" : "open"),
    unverifiedAccountDays: reader.number("HOLDFAST_UNVERIFIED_ACCOUNT_DAYS"),
    securityContact: readSecurityContact(reader),
    revocationLeaseMs: reader.number("HOLDFAST_REVOCATION_LEASE_MS"),
    google: readGoogle(reader),
    guardSecrets: readGuardSecrets(reader),
    routeMap: readRouteMap(reader),
    captcha: readCaptcha(reader),
    hashProfiles: reader.choice("HOLDFAST_HASH_PROFILES", ["owasp", "test"]),
  };
  return { config, cross: contradictions(config) };
}

function readCaptcha(reader: SettingReader): CaptchaConfig | null {
  const provider = reader.choice("HOLDFAST_CAPTCHA", ["altcha", "turnstile", "hcaptcha"]);
  const siteKey = reader.optional("HOLDFAST_CAPTCHA_SITE_KEY");
  const secret = reader.secret("HOLDFAST_CAPTCHA_SECRET");
  if (provider === "altcha") {
    if (siteKey !== null || secret !== null) {
      reader.fault("HOLDFAST_CAPTCHA_SITE_KEY and HOLDFAST_CAPTCHA_SECRET need HOLDFAST_CAPTCHA=turnstile or hcaptcha");
    }
    return null;
  }
  if (siteKey !== null && secret !== null) return { provider, siteKey, secret };
  reader.fault(`HOLDFAST_CAPTCHA=${provider} needs HOLDFAST_CAPTCHA_SITE_KEY and HOLDFAST_CAPTCHA_SECRET`);
  return null;
}

/** Browsers make a link of it, so it is nothing but these two: no script, and no address that ends early. */
function readSecurityContact(reader: SettingReader): string | null {
  const contact = reader.optional("HOLDFAST_SECURITY_CONTACT");
  if (contact === null) return null;
  if (/^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/.test(contact)) return `mailto:${contact}`;
  if (/^https:\/\/[^/]/.test(contact) && URL.canParse(contact)) return new URL(contact).href;
  reader.fault("HOLDFAST_SECURITY_CONTACT must be a mail address or an https:// address");
  return null;
}

function readKms(reader: SettingReader): KmsConfig | null {
  const keyId = reader.optional("HOLDFAST_AWS_KMS_KEY_ID");
  const region = reader.optional("HOLDFAST_AWS_KMS_REGION");
  const endpoint = reader.url("HOLDFAST_AWS_KMS_ENDPOINT");
  const accessKeyId = reader.optional("HOLDFAST_AWS_ACCESS_KEY_ID");
  const secretAccessKey = reader.secret("HOLDFAST_AWS_SECRET_ACCESS_KEY");
  const sessionToken = reader.secret("HOLDFAST_AWS_SESSION_TOKEN");
  if (keyId !== null && region !== null && accessKeyId !== null && secretAccessKey !== null) {
    return { keyId, region, endpoint, accessKeyId, secretAccessKey, sessionToken };
  }
  if ([keyId, region, endpoint, accessKeyId, secretAccessKey].some((part) => part !== null)) {
    reader.fault(
      "AWS KMS needs all of HOLDFAST_AWS_KMS_KEY_ID, HOLDFAST_AWS_KMS_REGION, HOLDFAST_AWS_ACCESS_KEY_ID and " +
        "HOLDFAST_AWS_SECRET_ACCESS_KEY",
    );
  }
  return null;
}

const googleIssuer = "https://accounts.google.com";

function readGoogle(reader: SettingReader): GoogleConfig | null {
  const clientId = reader.optional("HOLDFAST_GOOGLE_CLIENT_ID");
  const clientSecret = reader.secret("HOLDFAST_GOOGLE_CLIENT_SECRET");
  const issuer = reader.url("HOLDFAST_GOOGLE_ISSUER") ?? googleIssuer;
  if (clientId !== null && clientSecret !== null) return { clientId, clientSecret, issuer };
  if (clientId !== null || clientSecret !== null) {
    reader.fault("HOLDFAST_GOOGLE_CLIENT_ID and HOLDFAST_GOOGLE_CLIENT_SECRET go together");
  }
  return null;
}

/** As many characters as 128 random bits have in hexadecimal. */
const shortestGuardSecret = 32;

function readGuardSecrets(reader: SettingReader): Secret<string>[] {
  const secrets = (reader.secret("HOLDFAST_GUARD_SECRET")?.reveal() ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  if (secrets.some((secret) => secret.length < shortestGuardSecret)) {
    reader.fault(`HOLDFAST_GUARD_SECRET must have at least ${shortestGuardSecret} characters`);
  }
  return secrets.map((secret) => new Secret(secret));
}

function readRouteMap(reader: SettingReader): RouteMap | null {
  const text = reader.optional("HOLDFAST_FORWARD_AUTH_ROUTES");
  if (text === null) return null;
  const { map, faults } = parseRouteMap(text);
  for (const fault of faults) reader.fault(`HOLDFAST_FORWARD_AUTH_ROUTES: ${fault}`);
  return map;
}

function readTls(reader: SettingReader): Config["tls"] {
  const certificate = reader.optional("HOLDFAST_TLS_CERTIFICATE");
  const privateKey = reader.secret("HOLDFAST_TLS_PRIVATE_KEY");
  if (certificate === null && privateKey === null) return null;
  if (certificate === null || privateKey === null) {
    reader.fault("HOLDFAST_TLS_CERTIFICATE and HOLDFAST_TLS_PRIVATE_KEY go together");
    return null;
  }
  const fault = faultOfPair(certificate, privateKey);
  if (fault !== null) reader.fault(fault);
  return { certificate, privateKey };
}

/** A server that starts with the wrong key answers nobody, and says so only in each client's handshake. */
function faultOfPair(certificate: string, privateKey: Secret<string>): string | null {
  const leaf = parsed(() => new X509Certificate(certificate));
  if (leaf === null) return "HOLDFAST_TLS_CERTIFICATE must be a certificate in PEM";
  const key = parsed(() => createPrivateKey(privateKey.reveal()));
  if (key === null) return "HOLDFAST_TLS_PRIVATE_KEY must be a private key in PEM, without a passphrase";
  return leaf.checkPrivateKey(key) ? null : "HOLDFAST_TLS_PRIVATE_KEY is not the key of HOLDFAST_TLS_CERTIFICATE";
}

function parsed<T>(parse: () => T): T | null {
  try {
    return parse();
  } catch {
    return null;
  }
}

function readSmtpUrl(reader: SettingReader): Secret<string> | null {
  const url = reader.secret("HOLDFAST_SMTP_URL");
  if (url !== null && !(URL.canParse(url.reveal()) && /^smtps?:\/\/[^/]/.test(url.reveal()))) {
    reader.fault("HOLDFAST_SMTP_URL must be an smtps:// or smtp:// address");
    return null;
  }
  return url;
}

/** Networks, in the notation that the HTTP layer reads. */
function readProxies(reader: SettingReader): string[] {
  const networks = reader.list("HOLDFAST_TRUSTED_PROXIES");
  for (const network of networks) {
    if (parsed(() => parseTrustedProxies([network])) === null) {
      reader.fault(`HOLDFAST_TRUSTED_PROXIES: ${JSON.stringify(network)} is not a network such as 10.0.0.0/8`);
    } else if (network.endsWith("/0")) {
      // Everybody would be a proxy, and could write the address that is counted, shown and audited.
      reader.fault(`HOLDFAST_TRUSTED_PROXIES: ${network} is the whole internet`);
    }
  }
  return networks;
}

const loopback = new Set(["127.0.0.1", "::1", "localhost"]);
export const isLoopback = (host: string): boolean => loopback.has(host);

/** What each setting alone allows and all of them together do not. Nothing here can be switched off. */
function contradictions(config: Config): string[] {
  const faults: string[] = [];
  const exposed = !isLoopback(config.host);
  if (exposed && config.tls === null && config.trustedProxies.length === 0) {
    faults.push(
      `HOLDFAST_HOST=${config.host} is reachable from outside: set HOLDFAST_TLS_CERTIFICATE and ` +
        "HOLDFAST_TLS_PRIVATE_KEY, or name the proxy that ends TLS in HOLDFAST_TRUSTED_PROXIES",
    );
  }
  if (exposed && config.mode === "development") {
    faults.push("HOLDFAST_MODE=development shows mails to anybody who asks and may only listen on loopback");
  }
  if (config.mode === "production") {
    if (config.smtpUrl === null) faults.push("HOLDFAST_SMTP_URL is needed in production: security mails must arrive");
    if (!config.publicUrl.startsWith("https://")) faults.push("HOLDFAST_PUBLIC_URL must be https:// in production");
    if (config.hashProfiles === "test") faults.push("HOLDFAST_HASH_PROFILES=test is refused in production");
    if (config.google !== null && config.google.issuer !== googleIssuer) {
      faults.push("HOLDFAST_GOOGLE_ISSUER is for tests: whoever it names could sign in as anybody");
    }
    faults.push(...faultsOfWires(config));
  }
  if (config.routeMap !== null && config.trustedProxies.length === 0) {
    faults.push("HOLDFAST_FORWARD_AUTH_ROUTES needs HOLDFAST_TRUSTED_PROXIES: only a declared proxy is believed");
  }
  if (config.port !== 0 && config.port === config.metricsPort) {
    faults.push("HOLDFAST_METRICS_PORT must be another port than HOLDFAST_PORT");
  }
  return [...faults, ...faultsOfRegions(config.regions)];
}

/** What leaves this machine goes to somebody who has shown a certificate, and encrypted. */
function faultsOfWires({ database, regions, kms }: Config): string[] {
  const databases = [
    ["HOLDFAST_DATABASE", database] as const,
    ...regions.map((region) => [regionSetting(region.id), region.database] as const),
  ];
  const faults = databases.flatMap(([name, urls]) =>
    urls === null || [urls.app, ...(urls.owner === null ? [] : [urls.owner])].every(isPrivateWire)
      ? []
      : [`${name}_URL and its owner's must end in ?sslmode=verify-full: that server is on another machine`],
  );
  const endpoint = kms?.endpoint ?? null;
  if (endpoint?.startsWith("http:") === true) faults.push("HOLDFAST_AWS_KMS_ENDPOINT must be https:// in production");
  return faults;
}

function isPrivateWire(url: Secret<string>): boolean {
  const { hostname, searchParams } = new URL(url.reveal());
  const isHere = hostname === "" || hostname === "[::1]" || isLoopback(hostname) || /^%2f/i.test(hostname);
  const modes = searchParams.getAll("sslmode");
  // Of several the driver takes the last.
  return isHere || (modes.length > 0 && modes.every((mode) => mode === "verify-full"));
}

function faultsOfRegions(regions: readonly RegionConfig[]): string[] {
  const ids = regions.map(({ id }) => id);
  if (ids.length === 0) return ["HOLDFAST_REGIONS names no region"];
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  return [...new Set(twice)].map((id) => `HOLDFAST_REGIONS names ${id} twice`);
}
