import { generateKeyPairSync, sign } from "node:crypto";

import { Secret } from "../../../kernel/secret.ts";

/** DER (X.690): tag, length, content. */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const short = content.length < 128;
  const length = short ? [content.length] : [0x82, content.length >> 8, content.length & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
const bitString = (bytes: Uint8Array): Buffer => der(0x03, Buffer.from([0]), bytes);
// 1.3.101.112 (RFC 8410), 2.5.4.3 (common name)
const ed25519 = sequence(der(0x06, Buffer.from([0x2b, 0x65, 0x70])));
const commonName = der(0x06, Buffer.from([0x55, 0x04, 0x03]));
const nameOf = (name: string): Buffer => sequence(der(0x31, sequence(commonName, der(0x0c, Buffer.from(name)))));

/** GeneralizedTime: YYYYMMDDHHMMSSZ. */
const timeOf = (ms: number): Buffer =>
  der(0x18, Buffer.from(`${new Date(ms).toISOString().replaceAll(/[-:T]/g, "").slice(0, 14)}Z`));

/** A self-signed certificate (RFC 5280, version 1) of a new Ed25519 key, in PEM. Node can read them but make none. */
export function makeCertificate(validUntil: number): { certificate: string; privateKey: Secret<string> } {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const validity = sequence(timeOf(Date.parse("2026-01-01")), timeOf(validUntil));
  const name = nameOf("holdfast.test");
  const key = publicKey.export({ format: "der", type: "spki" });
  const signed = sequence(der(0x02, Buffer.from([1])), ed25519, name, validity, name, key);
  const bytes = sequence(signed, ed25519, bitString(sign(null, signed, privateKey)));
  const lines = bytes.toString("base64").replaceAll(/(.{64})/g, "$1\n");
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    privateKey: new Secret(privateKey.export({ format: "pem", type: "pkcs8" }).toString()),
  };
}
