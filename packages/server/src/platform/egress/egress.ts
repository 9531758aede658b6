import { seconds } from "../../kernel/clock.ts";
import { type Answer, type Post, postTo } from "./post.ts";
import { openAddresses, type Resolve, systemResolve } from "./resolve.ts";
import { type EgressPolicy, parseTarget, type Target } from "./target.ts";
import { writeTo } from "./tls.ts";
import { inTime } from "./in-time.ts";

/**
 * The one way to an address that a customer chose. It goes over TLS 1.3 to the public internet, to the very addresses that
 * were checked, and nowhere else: no redirect is followed, no proxy of the environment is used, nothing is kept open.
 */
export interface Egress {
  /** Whether something could be sent there at present. Sends nothing. @throws EgressFailure */
  check(raw: string, scheme: "https" | "syslog+tls"): Promise<void>;
  /** @throws EgressFailure */
  post(raw: string, post: Post): Promise<Answer>;
  /** Writes to a syslog receiver over TLS. @throws EgressFailure */
  write(raw: string, what: { readonly bytes: Uint8Array; readonly authority?: string }): Promise<void>;
}

export interface EgressOptions {
  readonly policy: EgressPolicy;
  readonly resolve?: Resolve;
  readonly totalMs?: number;
}

export function createEgress({ policy, resolve = systemResolve, totalMs = seconds(15) }: EgressOptions): Egress {
  const addressesOf = (target: Target) => inTime(totalMs, openAddresses(target, policy, resolve));
  const https = (raw: string): Target => parseTarget(raw, ["https", "http"], policy);
  const syslog = (raw: string): Target => parseTarget(raw, ["syslog+tls"], policy);
  return {
    async check(raw, scheme) {
      await addressesOf(scheme === "https" ? https(raw) : syslog(raw));
    },
    async post(raw, post) {
      const target = https(raw);
      return postTo(target, { addresses: await addressesOf(target), totalMs }, post);
    },
    async write(raw, what) {
      const target = syslog(raw);
      return writeTo(target, { addresses: await addressesOf(target), totalMs }, what);
    },
  };
}
