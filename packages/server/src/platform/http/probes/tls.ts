import { X509Certificate } from "node:crypto";

import { days } from "../../../kernel/clock.ts";
import type { Measurement } from "../../../kernel/control.ts";
import { askPlainly, type Listener, shakeHands } from "./listener.ts";

/** Of TLS 1.3 (RFC 8446 appendix B.4): all have keys of at least 128 bits. */
const ciphers = new Set(["TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256"]);

export async function probeTls(
  listener: Listener & { readonly certificate: string },
  now: number,
): Promise<Measurement> {
  const own = new X509Certificate(listener.certificate);
  const agreed = await shakeHands(listener, { minVersion: "TLSv1.2", maxVersion: "TLSv1.3" });
  const older = await shakeHands(listener, { minVersion: "TLSv1.2", maxVersion: "TLSv1.2" });
  const plain = await askPlainly(listener);
  const daysLeft = Math.floor((Date.parse(own.validTo) - now) / days(1));
  const isOwn = agreed?.fingerprint === own.fingerprint256;
  return {
    ok:
      agreed?.version === "TLSv1.3" &&
      ciphers.has(agreed.cipher) &&
      isOwn &&
      older === null &&
      plain === "" &&
      daysLeft >= 0,
    evidence: {
      version: agreed?.version ?? "none",
      cipher: agreed?.cipher ?? "none",
      certificate: isOwn ? "the configured one" : "another",
      certificateDaysLeft: daysLeft,
      tls12: older === null ? "refused" : "accepted",
      withoutTls: plain === "" ? "no answer" : "answered",
    },
  };
}
