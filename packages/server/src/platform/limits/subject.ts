import { createHmac, createSecretKey, type KeyObject } from "node:crypto";

import ipaddr from "ipaddr.js";

import { lengthPrefixed } from "../../kernel/bytes.ts";
import type { Secret } from "../../kernel/secret.ts";
import type { Claim } from "./policy.ts";

/**
 * The network that an address counts as: an IPv4 address is one, of IPv6 a whole /64 is, because that is the least that
 * a provider gives to one customer (RFC 6177), who then has 2^64 addresses to count from one at a time.
 */
export function networkOf(address: string): string {
  if (!address.includes(":")) return address;
  // What cannot be read shares one count, so an odd spelling buys nothing.
  if (!ipaddr.isValid(address)) return "unreadable";
  const parsed = ipaddr.process(address);
  if (!("parts" in parsed)) return parsed.toString();
  const network = parsed.parts.slice(0, 4).map((part) => part.toString(16));
  return `${network.join(":")}::/64`;
}

/** Names a claim in the shared table. */
export type ClaimKeys = (claim: Claim) => string;

/**
 * Keyed hashes, so that the table tells nothing about who was counted: without the key, the 2^32 addresses of IPv4 would
 * be tried in minutes. The window is part of the key: counts of another length mean nothing to it.
 */
export function claimKeys(key: Secret<Uint8Array>): ClaimKeys {
  const hmacKey: KeyObject = createSecretKey(key.reveal());
  return ({ policy, subject }) =>
    createHmac("sha256", hmacKey)
      .update(lengthPrefixed([policy.name, String(policy.windowSeconds), subject]))
      .digest("hex")
      .slice(0, 32);
}
