import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { makeKey, useKey } from "../support/api-keys.ts";
import { type Deployment, type Member, startDeployment } from "../support/deployment.ts";
import { eventsOf } from "../support/events.ts";

/** Two processes: one answers the change, the other remembers the key from before. */
let holdfast: Deployment;
let beside: Deployment;
let owner: Member;

beforeAll(async () => {
  holdfast = await startDeployment();
  beside = await startDeployment({ beside: holdfast });
  owner = await holdfast.account();
});
afterAll(async () => {
  await beside.stop();
  await holdfast.stop();
});

const act = (method: "POST" | "PUT" | "DELETE", url: string, body?: unknown) =>
  holdfast.call({ method, url, token: owner.token, ...(body !== undefined && { body }) });

async function keyOf(role: string, scopes: readonly string[] = ["account:read"]) {
  const who = await holdfast.member(owner, role);
  const { id, secret } = await makeKey(holdfast, who, { scopes });
  const url = scopes.includes("users:read") ? "/v1/users" : "/v1/account";
  const everywhere = async () => [await useKey(holdfast, secret, { url }), await useKey(beside, secret, { url })];
  expect(await everywhere()).toEqual([
    [200, null],
    [200, null],
  ]);
  return { who, id, secret, everywhere };
}

const dead = [
  [401, "key.invalid"],
  [401, "key.invalid"],
];

describe("the key of somebody who", () => {
  test("is suspended opens nothing in any process once that is answered, and works again when they do [C-143] [C-165]", async () => {
    const { who, everywhere } = await keyOf("developer");
    expect((await act("POST", `/v1/users/${who.userId}/suspend`)).statusCode).toBe(200);
    expect(await everywhere()).toEqual(dead);
    expect((await act("POST", `/v1/users/${who.userId}/resume`)).statusCode).toBe(200);
    expect((await everywhere())[0]).toEqual([200, null]);
  });

  test("is deleted dies with them [C-143]", async () => {
    const { who, everywhere } = await keyOf("developer");
    expect((await act("DELETE", `/v1/users/${who.userId}`)).statusCode).toBe(200);
    expect(await everywhere()).toEqual(dead);
  });

  test("is let go is deleted in the transaction that suspends them, and stays dead if that is taken back [C-167]", async () => {
    const { who, id, everywhere } = await keyOf("developer");
    const started = await act("POST", `/v1/users/${who.userId}/offboarding`, {});
    expect(started.statusCode).toBe(201);
    const { steps } = started.json().offboarding;
    const keys = steps.find(({ step }: { step: string }) => step === "keys");
    expect([keys.doneAt === null, keys.affected]).toEqual([false, 1]);
    expect(await everywhere()).toEqual(dead);
    const [event] = await eventsOf(holdfast, owner, { event: "api_key.revoked", target: id });
    expect(event).toMatchObject({ details: { user: who.userId, reason: "offboarding" } });
    await act("DELETE", `/v1/users/${who.userId}/offboarding`);
    expect((await act("POST", `/v1/users/${who.userId}/resume`)).statusCode).toBe(200);
    expect(await everywhere()).toEqual(dead);
  });

  test("gets a lesser role loses what that role lacks, at once and in every process, and keeps the rest [C-143] [D-11]", async () => {
    const { who, secret, everywhere } = await keyOf("developer", ["users:read", "account:read"]);
    const assigned = await act("PUT", `/v1/users/${who.userId}/role`, { role: "billing" });
    expect(assigned.statusCode).toBe(200);
    expect(await everywhere()).toEqual([
      [403, "right.missing"],
      [403, "right.missing"],
    ]);
    expect(await useKey(beside, secret)).toEqual([200, null]);
  });

  test("gets a greater role has no more than it was scoped to [C-143] [C-152]", async () => {
    const { who, secret } = await keyOf("developer");
    expect((await act("PUT", `/v1/users/${who.userId}/role`, { role: "root" })).statusCode).toBe(200);
    for (const url of ["/v1/users", "/v1/roles", "/v1/policy", "/v1/audit/events"]) {
      expect([url, await useKey(holdfast, secret, { url })]).toEqual([url, [403, "right.missing"]]);
    }
  });

  test("has a role that loses a right loses it, too [C-143]", async () => {
    const role = { name: "Readers", summary: "Read people", rights: ["account:read", "users:read"] };
    const { id } = (await act("POST", "/v1/roles", role)).json();
    const { everywhere } = await keyOf(id, ["users:read"]);
    expect((await act("PUT", `/v1/roles/${id}`, { ...role, rights: ["account:read"] })).statusCode).toBeLessThan(300);
    expect(await everywhere()).toEqual([
      [403, "right.missing"],
      [403, "right.missing"],
    ]);
  });
});
