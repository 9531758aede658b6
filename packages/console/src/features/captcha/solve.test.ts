import { createChallenge, verifySolution } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/pbkdf2";
import { describe, expect, test } from "vitest";

import { type Altcha, solve } from "./solve.ts";

const secrets = { hmacSignatureSecret: "challenge", hmacKeySignatureSecret: "solution" };
const never = new AbortController().signal;

/** A challenge as the server makes it: solved by the number that is given. */
async function challengeOf(counter: number): Promise<Altcha> {
  const made = await createChallenge({
    algorithm: "PBKDF2/SHA-256",
    cost: 2,
    counter,
    expiresAt: Math.floor(Date.now() / 1000) + 300,
    data: { action: "sign_in", network: "203.0.113.7" },
    deriveKey,
    ...secrets,
  });
  // What the library makes is looser in its type than what the contract says of it.
  return JSON.parse(JSON.stringify(made));
}

describe("the proof of work of a browser [C-140]", () => {
  test.for([0, 1, 3, 4, 257, 1200])("finds number %i, and the server's verifier takes it", async (counter) => {
    const answer = await solve(await challengeOf(counter), never);
    const payload = JSON.parse(atob(answer ?? ""));
    expect(payload.solution.counter).toBe(counter);
    expect(await verifySolution({ ...payload, deriveKey, ...secrets })).toMatchObject({ verified: true });
  });

  test("fits into what the contract allows for an answer", async () => {
    const answer = await solve(await challengeOf(40), never);
    expect(answer?.length).toBeLessThanOrEqual(4096);
  });

  test("ends once it is cancelled", async () => {
    const cancelled = new AbortController();
    const solving = solve(await challengeOf(90_000), cancelled.signal);
    cancelled.abort(new Error("cancelled"));
    await expect(solving).rejects.toThrow("cancelled");
  });
});
