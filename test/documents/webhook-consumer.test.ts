import { createHmac } from "node:crypto";

import { describe, expect, test } from "vitest";

import { verify } from "../../docs/snippets/webhook-consumer.ts";
import vectors from "../support/standard-webhooks/vectors.json" with { type: "json" };

describe("the receiver in the guide to webhooks", () => {
  test.each(vectors.filter(({ secret }) => !secret.startsWith("whsk_")))(
    "judges the vector as Standard Webhooks does: $name",
    ({ secret, id, timestamp, payload, signature, now, valid }) => {
      const headers = { "webhook-id": id, "webhook-timestamp": String(timestamp), "webhook-signature": signature };
      const judge = (): unknown => {
        try {
          return verify(secret, headers, payload, now * 1000);
        } catch {
          return "refused";
        }
      };
      expect(judge()).toEqual(valid ? JSON.parse(payload) : "refused");
    },
  );

  test.each(["", "whsec_", "whsec_c2hvcnQ="])("takes nothing by a secret that is none, such as %j", (secret) => {
    const key = Buffer.from(secret.replace("whsec_", ""), "base64");
    const signature = `v1,${createHmac("sha256", key).update("msg_1.1700000000.{}").digest("base64")}`;
    const headers = { "webhook-id": "msg_1", "webhook-timestamp": "1700000000", "webhook-signature": signature };
    expect(() => verify(secret, headers, "{}", 1_700_000_000_000)).toThrow("not the secret of a webhook");
  });

  test("takes nothing without its headers", () => {
    expect(() => verify("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", {}, "{}")).toThrow("not a webhook");
  });
});
