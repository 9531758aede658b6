import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { inspect } from "node:util";

import { describe, expect, test } from "vitest";

import { configOf, type Env, faultsOf } from "./config.fixture.ts";
import { loadConfig } from "./config.ts";
import { settingSpecs } from "./config-settings.ts";

const pem = (name: "cert" | "key"): string =>
  readFileSync(new URL(`../../../test/support/tls/localhost.${name}.pem`, import.meta.url), "utf8");

describe("no settings at all", () => {
  test("are a laptop's: on loopback, in three regions, with the embedded database", () => {
    expect(configOf({})).toMatchObject({
      mode: "development",
      host: "127.0.0.1",
      port: 7700,
      publicUrl: "http://localhost:7700",
      database: null,
      tls: null,
      trustedProxies: [],
      google: null,
      hashProfiles: "owasp",
    });
    expect(configOf({}).regions.map(({ id, title }) => `${id}: ${title}`)).toEqual([
      "eu: European Union",
      "us: United States",
      "au: Australia (Sydney)",
    ]);
  });

  test("cannot be changed by whoever reads them", () => {
    expect(Object.isFrozen(configOf({}))).toBe(true);
  });
});

describe("what strangers may create", () => {
  const production = {
    HOLDFAST_MODE: "production",
    HOLDFAST_SMTP_URL: "smtps://mail.example.com",
    HOLDFAST_PUBLIC_URL: "https://id.example.com",
  };

  test("is anything on a laptop, and no database of its own in production", () => {
    expect(configOf({}).signUp).toBe("open");
    expect(configOf(production).signUp).toBe("shared");
  });

  test("is what the operator says, in production too", () => {
    expect(configOf({ ...production, HOLDFAST_SIGN_UP: "open" }).signUp).toBe("open");
    expect(configOf({ ...production, HOLDFAST_SIGN_UP: "closed" }).signUp).toBe("closed");
    expect(faultsOf({ HOLDFAST_SIGN_UP: "dedicated" })).toEqual([
      "HOLDFAST_SIGN_UP must be one of open, shared, closed",
    ]);
  });
});

describe("where an incident is reported", () => {
  const contactOf = (contact: string) => configOf({ HOLDFAST_SECURITY_CONTACT: contact }).securityContact;

  test("is nobody's, a mail address or a page, as a link takes it", () => {
    expect(configOf({}).securityContact).toBeNull();
    expect(contactOf("security@example.com")).toBe("mailto:security@example.com");
    expect(contactOf("https://example.com/security#report")).toBe("https://example.com/security#report");
  });

  test.for([
    "javascript:alert(1)",
    "mailto:security@example.com",
    "http://example.com/security",
    "security@localhost",
    "a@example.com?bcc=b@example.com",
    "a@example.com, b@example.com",
    "https://",
    "https:///example.com",
  ])("is never %j", (contact) => {
    expect(faultsOf({ HOLDFAST_SECURITY_CONTACT: contact })).toEqual([
      "HOLDFAST_SECURITY_CONTACT must be a mail address or an https:// address",
    ]);
  });
});

describe("settings that are wrong", () => {
  test("are all told at once", () => {
    const env = {
      HOLDFAST_PORT: "7700x",
      HOLDFAST_MODE: "staging",
      HOLDFAST_REGIONS: "eu,E U,eu",
      HOLDFAST_PUBLIC_URL: "https://id.example.com/console",
      HOLDFAST_DATABASE_URL: "mysql://app@db/x",
      HOLDFAST_DATABASE_PREFIX: "Hold-fast",
      HOLDFAST_SMTP_URL: "mail.example.com",
      HOLDFAST_TLS_CERTIFICATE: pem("cert"),
      HOLDFAST_TRUSTED_PROXIES: "10.0.0.0/8, 10.0.0.300/8, 0.0.0.0/0, ::/0",
      HOLDFAST_REVOCATION_LEASE_MS: "100",
      HOLDFAST_HASH_PROFILES: "none",
      HOLDFAST_AWS_KMS_REGION: "eu-central-1",
      HOLDFAST_COLOUR: "blue",
    };
    const faults = faultsOf(env);
    expect(faults.toSorted()).toEqual(
      [
        "HOLDFAST_PORT must be a whole number from 0 to 65535",
        "HOLDFAST_MODE must be one of development, production",
        'HOLDFAST_REGIONS: "E U" is not a region name',
        "HOLDFAST_REGIONS names eu twice",
        "HOLDFAST_PUBLIC_URL must be an http(s) address without a path",
        "HOLDFAST_DATABASE_URL must be a postgres:// address with a user",
        "HOLDFAST_DATABASE_PREFIX must be 1 to 31 small letters, digits and _, a letter first",
        "HOLDFAST_SMTP_URL must be an smtps:// or smtp:// address",
        "HOLDFAST_TLS_CERTIFICATE and HOLDFAST_TLS_PRIVATE_KEY go together",
        'HOLDFAST_TRUSTED_PROXIES: "10.0.0.300/8" is not a network such as 10.0.0.0/8',
        "HOLDFAST_TRUSTED_PROXIES: 0.0.0.0/0 is the whole internet",
        "HOLDFAST_TRUSTED_PROXIES: ::/0 is the whole internet",
        "HOLDFAST_REVOCATION_LEASE_MS must be a whole number from 200 to 60000",
        "HOLDFAST_HASH_PROFILES must be one of owasp, test",
        "AWS KMS needs all of HOLDFAST_AWS_KMS_KEY_ID, HOLDFAST_AWS_KMS_REGION, HOLDFAST_AWS_ACCESS_KEY_ID and HOLDFAST_AWS_SECRET_ACCESS_KEY",
        "HOLDFAST_COLOUR is not a setting",
      ].toSorted(),
    );
  });

  test.each([
    ["a port that is taken by the metrics", { HOLDFAST_METRICS_PORT: "7700" }, "HOLDFAST_METRICS_PORT must be another"],
    ["no region", { HOLDFAST_REGIONS: "," }, "HOLDFAST_REGIONS names no region"],
    [
      "an owner of no database",
      { HOLDFAST_DATABASE_OWNER_URL: "postgres://owner@db" },
      "HOLDFAST_DATABASE_OWNER_URL needs HOLDFAST_DATABASE_URL",
    ],
    [
      "a database of a region that there is not",
      { HOLDFAST_REGIONS: "eu", HOLDFAST_REGION_US_DATABASE_URL: "postgres://app@db" },
      "HOLDFAST_REGION_US_DATABASE_URL is not a setting",
    ],
    ["part of a KMS", { HOLDFAST_AWS_KMS_KEY_ID: "alias/holdfast" }, "AWS KMS needs all of"],
    ["a port written in another way", { HOLDFAST_PORT: "0x1e14" }, "HOLDFAST_PORT must be a whole number"],
    ["a negative port", { HOLDFAST_PORT: "-1" }, "HOLDFAST_PORT must be a whole number"],
    ["a port too large", { HOLDFAST_PORT: "65536" }, "HOLDFAST_PORT must be a whole number"],
  ])("are refused: %s", (_name, env, fault) => {
    expect(faultsOf(env)).toEqual([expect.stringContaining(fault)]);
  });

  test("are refused in production where development may have them [C-005] [C-036]", () => {
    expect(faultsOf({ HOLDFAST_MODE: "production", HOLDFAST_HASH_PROFILES: "test" })).toEqual([
      expect.stringMatching(/^HOLDFAST_SMTP_URL is needed in production/),
      "HOLDFAST_PUBLIC_URL must be https:// in production",
      "HOLDFAST_HASH_PROFILES=test is refused in production",
    ]);
  });
});

describe("a database in production", () => {
  const production = {
    HOLDFAST_MODE: "production",
    HOLDFAST_PUBLIC_URL: "https://id.example.com",
    HOLDFAST_SMTP_URL: "smtps://mail.example.com",
  };
  const at = (url: string, name = "HOLDFAST_DATABASE_URL") => faultsOf({ ...production, [name]: url });

  test.each([
    "postgres://app:pass@db.internal:5432/",
    "postgres://app@10.0.0.5/?sslmode=require",
    "postgres://app@db.internal/?sslmode=prefer",
    "postgres://app@localhost.evil.example/",
    "postgres://app@127.0.0.1,db.internal/",
    "postgres://app@db.internal/?sslmode=verify-full&sslmode=disable",
  ])("on another machine is reached over verified TLS, or not at all: %s [C-036] [C-039]", (url) => {
    expect(at(url)).toEqual([expect.stringMatching(/^HOLDFAST_DATABASE_URL and .*sslmode=verify-full/)]);
    expect(at(url, "HOLDFAST_REGION_EU_DATABASE_URL")).toEqual([
      expect.stringMatching(/^HOLDFAST_REGION_EU_DATABASE_URL and .*sslmode=verify-full/),
    ]);
    const owner = { HOLDFAST_DATABASE_URL: "postgres://app@localhost", HOLDFAST_DATABASE_OWNER_URL: url };
    expect(faultsOf({ ...production, ...owner })).toHaveLength(1);
  });

  test.each([
    "postgres://app@db.internal/?sslmode=verify-full",
    "postgres://app@localhost/",
    "postgres://app@[::1]:5432/",
    "postgres://app@%2Fvar%2Frun%2Fpostgresql/",
  ])("is taken where nothing leaves the machine in plain text: %s", (url) => {
    expect(at(url)).toEqual([]);
  });

  test("has keys that no KMS is asked for over plain HTTP [C-039]", () => {
    const kms = {
      HOLDFAST_AWS_KMS_KEY_ID: "alias/x",
      HOLDFAST_AWS_KMS_REGION: "eu-central-1",
      HOLDFAST_AWS_KMS_ENDPOINT: "http://kms.internal",
      HOLDFAST_AWS_ACCESS_KEY_ID: "AKIA",
      HOLDFAST_AWS_SECRET_ACCESS_KEY: "x",
    };
    expect(faultsOf({ ...production, ...kms })).toEqual(["HOLDFAST_AWS_KMS_ENDPOINT must be https:// in production"]);
  });

  test("asks somebody else for CAPTCHAs only where it is told whom, and with both keys", () => {
    const theirs = { HOLDFAST_CAPTCHA: "hcaptcha", HOLDFAST_CAPTCHA_SITE_KEY: "site-key" };
    expect(faultsOf(theirs)).toEqual([
      "HOLDFAST_CAPTCHA=hcaptcha needs HOLDFAST_CAPTCHA_SITE_KEY and HOLDFAST_CAPTCHA_SECRET",
    ]);
    expect(faultsOf({ HOLDFAST_CAPTCHA_SECRET: "x" })).toEqual([
      "HOLDFAST_CAPTCHA_SITE_KEY and HOLDFAST_CAPTCHA_SECRET need HOLDFAST_CAPTCHA=turnstile or hcaptcha",
    ]);
    expect(faultsOf({ HOLDFAST_CAPTCHA: "off" })).toEqual([
      "HOLDFAST_CAPTCHA must be one of altcha, turnstile, hcaptcha",
    ]);
    expect(loadConfig({}).config.captcha).toBeNull();
  });

  test("believes nobody but Google itself what Google is asked for, outside of tests", () => {
    const google = { HOLDFAST_GOOGLE_CLIENT_ID: "client", HOLDFAST_GOOGLE_CLIENT_SECRET: "x" };
    expect(loadConfig({ ...production, ...google }).config.google?.issuer).toBe("https://accounts.google.com");
    const elsewhere = { ...google, HOLDFAST_GOOGLE_ISSUER: "https://accounts.evil.example" };
    expect(faultsOf({ ...production, ...elsewhere })).toEqual([
      "HOLDFAST_GOOGLE_ISSUER is for tests: whoever it names could sign in as anybody",
    ]);
    expect(loadConfig(elsewhere).config.google?.issuer).toBe("https://accounts.evil.example");
    expect(faultsOf({ HOLDFAST_GOOGLE_CLIENT_ID: "client" })).toEqual([
      "HOLDFAST_GOOGLE_CLIENT_ID and HOLDFAST_GOOGLE_CLIENT_SECRET go together",
    ]);
  });
});

describe("a certificate", () => {
  const otherKey = (): string =>
    generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "pem" }).toString();

  test.each([
    ["with its key is taken", pem("cert"), pem("key"), []],
    ["that is none is refused", "certificate", pem("key"), [/^HOLDFAST_TLS_CERTIFICATE must be a certificate in PEM$/]],
    ["with a key that is none is refused", pem("cert"), "key", [/^HOLDFAST_TLS_PRIVATE_KEY must be a private key/]],
    ["with another's key is refused", pem("cert"), otherKey(), [/^HOLDFAST_TLS_PRIVATE_KEY is not the key of/]],
    ["in the place of the key is refused", pem("cert"), pem("cert"), [/^HOLDFAST_TLS_PRIVATE_KEY must be/]],
  ])("%s", (_name, certificate, key, faults) => {
    const env = { HOLDFAST_TLS_CERTIFICATE: certificate, HOLDFAST_TLS_PRIVATE_KEY: key };
    expect(faultsOf(env)).toEqual(faults.map((fault) => expect.stringMatching(fault)));
  });
});

describe("a secret setting", () => {
  const secretNames = Object.entries(settingSpecs).flatMap(([name, spec]) => ("secret" in spec ? [name] : []));
  const values: Env = {
    HOLDFAST_DATABASE_URL: "postgres://app:canary@db",
    HOLDFAST_DATABASE_OWNER_URL: "postgres://owner:canary@db",
    HOLDFAST_REGION_EU_DATABASE_URL: "postgres://app:canary@db",
    HOLDFAST_SMTP_URL: "smtps://mailer:canary@mail.example",
    HOLDFAST_TLS_PRIVATE_KEY: pem("key"),
    HOLDFAST_AWS_SECRET_ACCESS_KEY: "canary",
    HOLDFAST_GOOGLE_CLIENT_SECRET: "canary",
    HOLDFAST_CAPTCHA_SECRET: "canary",
    HOLDFAST_AWS_SESSION_TOKEN: "canary",
    HOLDFAST_GUARD_SECRET: "canary-of-some-thirty-two-characters",
  };
  const rest = {
    HOLDFAST_TLS_CERTIFICATE: pem("cert"),
    HOLDFAST_AWS_KMS_KEY_ID: "alias/x",
    HOLDFAST_AWS_KMS_REGION: "eu-central-1",
    HOLDFAST_AWS_ACCESS_KEY_ID: "AKIA",
    HOLDFAST_GOOGLE_CLIENT_ID: "client",
    HOLDFAST_CAPTCHA: "turnstile",
    HOLDFAST_CAPTCHA_SITE_KEY: "site-key",
  };
  const marks = /canary|PRIVATE KEY-----/;

  test("is known to be one by its name", () => {
    expect(secretNames.filter((name) => !(name in values))).toEqual([]);
    const soundSecret = Object.keys(settingSpecs).filter((name) =>
      /SECRET|PRIVATE|_TOKEN|(DATABASE|SMTP|OWNER)_URL/.test(name),
    );
    expect(secretNames).toEqual(expect.arrayContaining(soundSecret));
  });

  test("does not show in the configuration, nor in what is printed of it [C-051] [C-232]", () => {
    const { config, found } = loadConfig({ ...values, ...rest });
    expect(JSON.stringify(config)).not.toMatch(marks);
    expect(inspect(config, { depth: 10 })).not.toMatch(marks);
    expect(JSON.stringify(found)).not.toMatch(marks);
    for (const name of Object.keys(values)) {
      expect(found.find((setting) => setting.name === name)?.shown).toBe("(set, not shown)");
    }
  });

  test("does not show in what is said to be wrong with it [C-051] [C-232]", () => {
    for (const [name, value] of Object.entries(values)) {
      for (const wrong of [`x${value}`, `${value}\n%%`, value.replace("://", "//"), `mysql://a:canary@db`]) {
        expect(faultsOf({ [name]: wrong, HOLDFAST_COLOUR: "canary" }).join("\n")).not.toMatch(marks);
      }
    }
  });
});

describe("a setting of many lines", () => {
  test("is shown by its first", () => {
    const { found } = loadConfig({ HOLDFAST_TLS_CERTIFICATE: pem("cert"), HOLDFAST_TLS_PRIVATE_KEY: pem("key") });
    expect(found.find(({ name }) => name === "HOLDFAST_TLS_CERTIFICATE")?.shown).toBe("-----BEGIN CERTIFICATE----- …");
  });
});

describe("the environment", () => {
  test("is read by nothing in the server: it is handed to the configuration", () => {
    const readers = execFileSync("git", ["grep", "-lE", "process\\.env", "--", "."], {
      cwd: new URL(".", import.meta.url),
      encoding: "utf8",
    });
    expect(readers.split("\n").filter((file) => file !== "" && !/\.(test|fixture)\.ts$/.test(file))).toEqual([]);
  });
});

describe("the map of what proxies' requests are asked for", () => {
  const proxies = { HOLDFAST_TRUSTED_PROXIES: "127.0.0.1/32" };

  test("is read with its comments", () => {
    const lines = "# everybody who has signed in\n* /app signed-in\n\nGET /app/log audit:read\n";
    const { routeMap } = configOf({ ...proxies, HOLDFAST_FORWARD_AUTH_ROUTES: lines });
    expect([...(routeMap?.byPrefix.keys() ?? [])]).toEqual(["/app", "/app/log"]);
    expect(configOf({}).routeMap).toBeNull();
  });

  test("is refused with every line that cannot be meant, and where no proxy is declared [C-005]", () => {
    expect(faultsOf({ ...proxies, HOLDFAST_FORWARD_AUTH_ROUTES: "GET /a users:raed\n/b" })).toEqual([
      'HOLDFAST_FORWARD_AUTH_ROUTES: line 1: "users:raed" is not a right, nor signed-in, recent or factor',
      "HOLDFAST_FORWARD_AUTH_ROUTES: line 2: it begins with methods such as GET,POST or *",
    ]);
    expect(faultsOf({ HOLDFAST_FORWARD_AUTH_ROUTES: "* / signed-in" })).toEqual([
      "HOLDFAST_FORWARD_AUTH_ROUTES needs HOLDFAST_TRUSTED_PROXIES: only a declared proxy is believed",
    ]);
  });

  test("that we publish as an example has no fault", () => {
    const example = new URL("../../../deploy/routes.map", import.meta.url).pathname;
    expect(faultsOf({ ...proxies, HOLDFAST_FORWARD_AUTH_ROUTES_FILE: example })).toEqual([]);
  });
});
