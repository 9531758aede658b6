import type { SessionView } from "@holdfast/contract";

const countryNames = new Intl.DisplayNames("en", { type: "region", fallback: "none" });

/** A device as one calls it: "Firefox on Linux". */
export function deviceWords({ browser, system, kind }: SessionView["device"]): string {
  if (browser !== null && system !== null) return `${browser} on ${system}`;
  return browser ?? system ?? (kind === "program" ? "A program" : "An unknown device");
}

/** The country in full, from its ISO 3166-1 code; as it stands when it is no code. */
export function placeWords(country: string | null): string {
  if (country === null) return "Place unknown";
  return /^[A-Z]{2}$/.test(country) ? (countryNames.of(country) ?? country) : country;
}
