import { Type } from "typebox";
import { describe, expect, test } from "vitest";

import { Secret } from "../../kernel/secret.ts";
import { signAwsRequest } from "./aws-signature.ts";
import { readVectors } from "./testing/vector-file.ts";

const text = Type.String();
const suite = readVectors(
  "sigv4.json",
  Type.Object({
    accessKeyId: text,
    secretAccessKey: text,
    time: text,
    region: text,
    service: text,
    url: text,
    signatures: Type.Object({ GET: text, POST: text }),
  }),
);

describe("an AWS signature", () => {
  const credentials = { accessKeyId: suite.accessKeyId, secretAccessKey: new Secret(suite.secretAccessKey) };
  const { region, service } = suite;
  const now = Date.parse(suite.time);

  test.each(["GET", "POST"] as const)("of the test suite's vanilla %s is the published one", (method) => {
    const request = { method, url: new URL(suite.url), headers: {}, body: "", region, service };
    const headers = signAwsRequest(request, credentials, now);
    expect(headers["authorization"]).toContain(`Signature=${suite.signatures[method]}`);
  });

  test("covers every header that is sent, the session token too", () => {
    const request = {
      method: "POST",
      url: new URL(suite.url),
      headers: { "x-amz-target": "T" },
      body: "",
      region,
      service,
    } as const;
    const headers = signAwsRequest(request, { ...credentials, sessionToken: new Secret("token-1") }, now);
    expect(headers["x-amz-security-token"]).toBe("token-1");
    expect(headers["authorization"]).toContain("SignedHeaders=host;x-amz-date;x-amz-security-token;x-amz-target,");
  });

  test("is refused for a query string, which it would not cover", () => {
    const request = {
      method: "GET",
      url: new URL(`${suite.url}?a=b`),
      headers: {},
      body: "",
      region,
      service,
    } as const;
    expect(() => signAwsRequest(request, credentials, now)).toThrow(TypeError);
  });
});
