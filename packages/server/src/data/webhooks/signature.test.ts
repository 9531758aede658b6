import { describe, expect, test } from "vitest";
import { Webhook } from "standardwebhooks";

import { verify } from "../../../../../docs/snippets/webhook-consumer.ts";
import { Secret } from "../../kernel/secret.ts";
import { newSecret, signatureHeaders } from "./signature.ts";
import vectors from "../../../../../test/support/standard-webhooks/vectors.json" with { type: "json" };

const now = Date.now();
const message = { id: "evt_01", timestamp: Math.floor(now / 1000), body: '{"type":"user.created","name":"Zoë"}' };

describe("the signature of a message", () => {
  test("is that of the specification's vector", () => {
    const [vector] = vectors;
    if (vector === undefined) throw new Error("there is no vector");
    const { secret, id, timestamp, payload, signature } = vector;
    const headers = signatureHeaders({ id, timestamp, body: payload }, [new Secret(secret)]);
    expect(headers["webhook-signature"]).toBe(signature);
  });

  test("is believed by the library of the specification, and by the receiver of our guide", () => {
    const secret = newSecret();
    const headers = signatureHeaders(message, [secret]);
    expect(new Webhook(secret.reveal()).verify(message.body, headers)).toEqual(JSON.parse(message.body));
    expect(verify(secret.reveal(), headers, message.body)).toEqual(JSON.parse(message.body));
  });

  test("is there under each active secret, and under no other", () => {
    const [young, old, foreign] = [newSecret(), newSecret(), newSecret()];
    const headers = signatureHeaders(message, [young, old]);
    expect(headers["webhook-signature"].split(" ")).toHaveLength(2);
    for (const secret of [young, old]) {
      expect(() => new Webhook(secret.reveal()).verify(message.body, headers)).not.toThrow();
    }
    expect(() => new Webhook(foreign.reveal()).verify(message.body, headers)).toThrow("No matching signature");
    expect(() => verify(foreign.reveal(), headers, message.body)).toThrow("forged");
  });

  test("is worth nothing for another id, time or body", () => {
    const secret = newSecret();
    const headers = signatureHeaders(message, [secret]);
    const later = { ...headers, "webhook-timestamp": String(message.timestamp + 1) };
    const forged = [
      [headers, `${message.body} `],
      [{ ...headers, "webhook-id": "evt_02" }, message.body],
      [later, message.body],
    ] as const;
    for (const [altered, body] of forged) {
      expect(() => new Webhook(secret.reveal()).verify(body, altered)).toThrow("No matching signature");
    }
  });

  test("hangs on a secret of 256 bits, which is another one each time", () => {
    const [one, another] = [newSecret().reveal(), newSecret().reveal()];
    expect(one).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(one).not.toBe(another);
  });
});
