import { BROWSER_MAP, OS_MAP, parse, type ParsedResult } from "bowser";

import { programOf } from "./programs.ts";

/** What a request says about the device it came from. All of it is the sender's word: a label, never a credential. */
export interface DeviceClues {
  readonly userAgent: string;
  /** `Sec-CH-UA-Platform`, as sent: a structured field string with its quotes. */
  readonly platformHint: string | null;
  /** `Sec-CH-UA-Platform-Version`, as sent. */
  readonly platformVersionHint: string | null;
}

/** How a person tells their devices apart in a list of sessions. */
export interface Device {
  readonly kind: "desktop" | "mobile" | "tablet" | "program" | "unknown";
  readonly browser: string | null;
  readonly system: string | null;
}

const unknownDevice: Device = { kind: "unknown", browser: null, system: null };

/** Longer ones are cut: a real User-Agent has at most some 300 characters, and patterns of any parser can be slow. */
const longestUserAgent = 512;
const longestHint = 64;

/**
 * Names the device behind a request. Every word of the answer comes from a fixed list, and every number has at most four
 * digits: a User-Agent cannot put its own text into the list of sessions or into a mail about a new device.
 */
export function describeDevice(clues: DeviceClues): Device {
  const userAgent = clues.userAgent.slice(0, longestUserAgent).trim();
  if (userAgent === "") return unknownDevice;
  const program = programOf(userAgent);
  if (program !== null) return { kind: "program", browser: program, system: null };
  const parsed = parse(userAgent);
  return {
    kind: kindOf(parsed),
    browser: browserOf(parsed),
    system: systemOf(parsed, userAgent, {
      platform: unquote(clues.platformHint),
      version: majorOf(unquote(clues.platformVersionHint)),
    }),
  };
}

function kindOf({ platform, os }: ParsedResult): Device["kind"] {
  if (platform.type === "bot") return "program";
  if (platform.type === "desktop" || platform.type === "mobile" || platform.type === "tablet") return platform.type;
  return os.name === OS_MAP["ChromeOS"] ? "desktop" : "unknown";
}

const browsers = new Set(Object.values(BROWSER_MAP));
const systems = new Set(Object.values(OS_MAP));

function browserOf({ browser }: ParsedResult): string | null {
  // For a product it does not know bowser answers whatever stands before the slash.
  if (browser.name === undefined || !browsers.has(browser.name)) return null;
  return withMajor(browser.name, majorOf(browser.version));
}

function systemOf(
  { os, browser }: ParsedResult,
  userAgent: string,
  hints: { platform: string; version: number | null },
): string | null {
  if (os.name === undefined || !systems.has(os.name)) return null;
  const hinted = hints.platform === os.name ? hints.version : null;
  if (os.name === OS_MAP["Windows"]) return windowsOf(os.versionName, hinted);
  if (hinted !== null) return withMajor(os.name, hinted);
  return withMajor(os.name, isFrozen(os.name, userAgent, browser.version) ? null : majorOf(os.version));
}

/**
 * Windows 11 still calls itself NT 10.0 in the User-Agent; the hint tells, as 13 or more (learn.microsoft.com/microsoft-edge/
 * web-platform/how-to-detect-win11). Without it neither 10 nor 11 is claimed.
 */
function windowsOf(versionName: string | undefined, hinted: number | null): string {
  if (hinted !== null && hinted >= 13) return "Windows 11";
  if (hinted !== null && hinted >= 1) return "Windows 10";
  const legacy = versionName !== undefined && /^(?:7|8|8\.1|XP|Vista)$/.test(versionName);
  return legacy ? `Windows ${versionName}` : "Windows";
}

/** Whether the version in the User-Agent is a constant that browsers send whatever the system's real version is. */
function isFrozen(system: string, userAgent: string, browserVersion: string | undefined): boolean {
  if (system === OS_MAP["MacOS"]) return true;
  // Chromium's reduced User-Agent says "Android 10; K" on every device.
  if (system === OS_MAP["Android"]) return userAgent.includes("Android 10; K)");
  // From version 26 on Safari names the last system before it.
  return system === OS_MAP["iOS"] && (majorOf(browserVersion) ?? 0) >= 26;
}

const withMajor = (name: string, major: number | null): string => (major === null ? name : `${name} ${major}`);

function majorOf(version: string | undefined): number | null {
  const digits = version === undefined ? null : /^\d{1,4}(?=\.|$)/.exec(version);
  return digits === null ? null : Number(digits[0]);
}

const unquote = (hint: string | null): string => (hint ?? "").slice(0, longestHint).replaceAll('"', "").trim();
