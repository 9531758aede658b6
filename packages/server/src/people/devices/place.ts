import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import ipaddr from "ipaddr.js";
import { type CountryResponse, Reader } from "mmdb-lib";

/**
 * Countries by address from `geo-whois-asn-country` (github.com/sapics/ip-location-db): registry and routing data, CC0.
 * The combined file answers both families; the IPv4 file alone answers nonsense for IPv6.
 */
const source = "@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb";

let opened: Reader<CountryResponse> | null = null;

/** Opened at the first question: 5 ms and 8 MB that a process without sign-ins does not spend. */
function countries(): Reader<CountryResponse> {
  opened ??= new Reader(readFileSync(createRequire(import.meta.url).resolve(source)));
  return opened;
}

/**
 * The country to which the address is registered (ISO 3166-1 alpha-2); null for private, loopback, reserved and malformed
 * addresses and for those that nobody registered. It says where a network is at home, not where a person is.
 */
export function countryOf(address: string): string | null {
  if (!ipaddr.isValid(address)) return null;
  const parsed = ipaddr.process(address);
  // The data has answers for some reserved networks too; a documentation prefix is in no country.
  if (parsed.range() !== "unicast") return null;
  return codeIn(countries().get(parsed.toString()));
}

/** The reader is typed for another vendor's records; these are `{ country_code: "NL" }`. */
function codeIn(record: unknown): string | null {
  if (typeof record !== "object" || record === null || !("country_code" in record)) return null;
  const code = record.country_code;
  return typeof code === "string" && /^[A-Z]{2}$/.test(code) && code !== "ZZ" ? code : null;
}

/** The day on which the country data was built, in milliseconds. Old data is shown as old, not as today's. */
export const countryDataBuiltAt = (): number => countries().metadata.buildEpoch.getTime();
