import { readSettingFile, SettingFileFault } from "./config-file.ts";
import { regionTitle, type SettingSource, type SettingSpec, settingSpecs } from "./config-settings.ts";
import { nearestName } from "./config-suggestion.ts";
import { Secret } from "./kernel/secret.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

type SettingName = keyof typeof settingSpecs;

export interface DatabaseUrls {
  readonly app: Secret<string>;
  readonly owner: Secret<string> | null;
}

export interface RegionConfig {
  readonly id: string;
  readonly title: string;
  /** Null: the same server as the directory. */
  readonly database: DatabaseUrls | null;
}

/** What the settings of a region's own server begin with. */
export const regionSetting = (id: string): string =>
  `HOLDFAST_REGION_${id.toUpperCase().replaceAll("-", "_")}_DATABASE`;

/** One setting as it was found: its text, whence, and whether it may be shown. */
export interface FoundSetting {
  readonly name: string;
  readonly source: SettingSource;
  readonly shown: string;
  readonly title: string;
}

/** Reads settings one by one, and collects what is wrong with them instead of stopping at the first fault. */
export class SettingReader {
  readonly found: FoundSetting[] = [];
  readonly #env: Environment;
  readonly #faults: string[] = [];
  readonly #known = new Set<string>();

  constructor(env: Environment) {
    this.#env = env;
    for (const name of Object.keys(settingSpecs)) this.#know(name);
  }

  fault(text: string): void {
    this.#faults.push(text);
  }

  text(name: SettingName): string {
    return this.#read(name, settingSpecs[name]) ?? "";
  }

  optional(name: SettingName): string | null {
    return this.#read(name, settingSpecs[name]);
  }

  secret(name: SettingName): Secret<string> | null {
    const text = this.#read(name, settingSpecs[name]);
    return text === null ? null : new Secret(text);
  }

  number(name: SettingName): number {
    const text = this.text(name);
    const value = Number(text);
    const { minimum = 0, maximum = 65_535 }: SettingSpec = settingSpecs[name];
    if (!/^\d+$/.test(text) || value < minimum || value > maximum) {
      this.fault(`${name} must be a whole number from ${minimum} to ${maximum}`);
    }
    return value;
  }

  /** `otherwise` is what an absent setting means where its table gives no default. */
  choice<const C extends string>(name: SettingName, choices: readonly [C, ...C[]], otherwise?: NoInfer<C>): C {
    const text = this.optional(name) ?? otherwise ?? "";
    const chosen = choices.find((choice) => choice === text);
    if (chosen !== undefined) return chosen;
    this.fault(`${name} must be one of ${choices.join(", ")}`);
    // Stands in only until `finish` refuses the whole configuration.
    return choices[0];
  }

  list(name: SettingName): string[] {
    return this.text(name)
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== "");
  }

  /** Text of a certain shape; `shape` says in words what it must be. */
  matching(name: SettingName, pattern: RegExp, shape: string): string {
    const text = this.text(name);
    if (!pattern.test(text)) this.fault(`${name} must be ${shape}`);
    return text;
  }

  url(name: SettingName): string | null {
    const text = this.optional(name);
    if (text === null) return null;
    if (!URL.canParse(text) || new URL(text).pathname !== "/" || !/^https?:/.test(text)) {
      this.fault(`${name} must be an http(s) address without a path`);
      return null;
    }
    return new URL(text).origin;
  }

  database(appName: SettingName, ownerName: SettingName): DatabaseUrls | null {
    return this.#database(appName, settingSpecs[appName], ownerName, settingSpecs[ownerName]);
  }

  region(id: string): RegionConfig {
    if (!/^[a-z][a-z0-9-]{1,19}$/.test(id)) this.fault(`HOLDFAST_REGIONS: ${JSON.stringify(id)} is not a region name`);
    const name = regionSetting(id);
    const spec: SettingSpec = { title: `Database server of region ${id}`, secret: true };
    for (const suffix of ["_URL", "_OWNER_URL"]) this.#know(name + suffix);
    return { id, title: regionTitle(id), database: this.#database(`${name}_URL`, spec, `${name}_OWNER_URL`, spec) };
  }

  /** @returns every fault, those of unknown names included: a typo must not mean "default". */
  finish(): string[] {
    for (const name of Object.keys(this.#env)) {
      if (!name.startsWith("HOLDFAST_") || this.#known.has(name)) continue;
      const meant = nearestName(name, this.#known);
      this.fault(`${name} is not a setting${meant === null ? "" : `: did you mean ${meant}?`}`);
    }
    return this.#faults;
  }

  #know(name: string): void {
    this.#known.add(name);
    this.#known.add(`${name}_FILE`);
  }

  #database(appName: string, appSpec: SettingSpec, ownerName: string, ownerSpec: SettingSpec): DatabaseUrls | null {
    const [app, owner] = [this.#postgresUrl(appName, appSpec), this.#postgresUrl(ownerName, ownerSpec)];
    if (app === null && owner !== null) this.fault(`${ownerName} needs ${appName}`);
    return app === null ? null : { app: new Secret(app), owner: owner === null ? null : new Secret(owner) };
  }

  #postgresUrl(name: string, spec: SettingSpec): string | null {
    const text = this.#read(name, spec);
    if (text !== null && !(URL.canParse(text) && /^postgres(ql)?:/.test(text) && new URL(text).username !== "")) {
      this.fault(`${name} must be a postgres:// address with a user`);
      return null;
    }
    return text;
  }

  #read(name: string, spec: SettingSpec): string | null {
    const file = this.#env[`${name}_FILE`];
    const direct = this.#env[name];
    const [text, source] = this.#pick(name, file, direct, spec.fallback ?? null);
    this.found.push({ name, source, shown: shownOf(text, spec), title: spec.title });
    return text;
  }

  #pick(
    name: string,
    file: string | undefined,
    direct: string | undefined,
    fallback: string | null,
  ): [string | null, SettingSource] {
    if (file !== undefined && file !== "") {
      // Two values for one thing: whichever won, somebody would have meant the other.
      if (direct !== undefined && direct !== "") this.fault(`${name} and ${name}_FILE are both set: remove one`);
      return [this.#file(name, file) ?? fallback, "file"];
    }
    if (direct !== undefined && direct !== "") return [direct, "environment"];
    return [fallback, "default"];
  }

  #file(name: string, path: string): string | null {
    try {
      return readSettingFile(path);
    } catch (error) {
      if (!(error instanceof SettingFileFault)) throw error;
      this.fault(`${name}_FILE: ${error.message}`);
      return null;
    }
  }
}

function shownOf(text: string | null, spec: SettingSpec): string {
  if (text === null) return "(not set)";
  if (spec.secret === true) return "(set, not shown)";
  const [first = "", ...more] = text.split("\n");
  return more.length === 0 ? first : `${first.trimEnd()} …`;
}
