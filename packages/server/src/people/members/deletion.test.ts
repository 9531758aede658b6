import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Deployment, type Member, signInAs, startDeployment } from "../../../../../test/support/deployment.ts";
import { eventsOf } from "../../../../../test/support/events.ts";
import { accountsOfAddress, withAccount } from "../../tenancy/directory/index.ts";
import { accountTables } from "../../tenancy/registry/index.ts";

let holdfast: Deployment;
let owner: Member;
let stranger: Member;

beforeAll(async () => {
  holdfast = await startDeployment();
  owner = await holdfast.account();
  stranger = await holdfast.account();
});
afterAll(() => holdfast.stop());

const get = (url: string, by: Member) => holdfast.call({ method: "GET", url, token: by.token });
const remove = (by: Member, id: string) => holdfast.call({ method: "DELETE", url: `/v1/users/${id}`, token: by.token });
const codeOf = (answer: { json(): { code: string } }): string => answer.json().code;

describe("a deleted user", () => {
  test("is in no table of the account any more, and gets in nowhere [C-169] [C-237]", async () => {
    const who = await holdfast.member(owner, "developer");
    await holdfast.call({ method: "PATCH", url: "/v1/me", token: who.token, body: { name: "Grace Brewster" } });
    const answer = await remove(owner, who.userId);
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ certificate: { kind: "user", subject: who.userId } });
    expect(answer.json().erased.rows).toBeGreaterThan(2);
    expect(answer.json().erased.events).toBeGreaterThan(1);
    expect((await get("/v1/me", who)).statusCode).toBe(401);
    await expect(signInAs(holdfast, who)).rejects.toThrow("401");
    await withAccount(holdfast.runtime.directory, owner.accountId, async ({ sql }) => {
      for (const { name, subject, erase } of accountTables) {
        if (subject === null || erase === "keep") continue;
        const rows = await sql`select from ${sql(name)} where ${sql(subject)} = ${who.userId}`;
        expect([name, rows.length]).toEqual([name, 0]);
      }
    });
  });

  test("is forgotten by the directory", async () => {
    const who = await holdfast.member(owner, "developer");
    const known = () => accountsOfAddress(holdfast.runtime.directory, who.email, 5);
    expect(await known()).toEqual([owner.accountId]);
    await remove(owner, who.userId);
    await expect.poll(known, { timeout: 10_000 }).toEqual([]);
  });

  test("can be invited anew, as another user", async () => {
    const who = await holdfast.member(owner, "developer");
    await remove(owner, who.userId);
    const users = [{ email: who.email, name: "Grace again", role: "developer", emailVerified: true }];
    const added = await holdfast.call({ method: "POST", url: "/v1/users/import", token: owner.token, body: { users } });
    expect(added.json().users[0].id).not.toBe(who.userId);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(await accountsOfAddress(holdfast.runtime.directory, who.email, 5)).toEqual([owner.accountId]);
  });

  test("leaves every proof of the log valid, without a word of who it was [C-237] [C-169]", async () => {
    const who = await holdfast.member(owner, "developer");
    const before = await eventsOf(holdfast, owner, { target: who.userId });
    const proofOf = async (id: string) => (await get(`/v1/audit/events/${id}/proof`, owner)).json();
    const proven = before[0];
    if (proven === undefined) throw new Error("nothing tells of the user");
    await expect.poll(async () => (await get(`/v1/audit/events/${proven.id}/proof`, owner)).statusCode).toBe(200);
    const receipt = await proofOf(proven.id);
    await remove(owner, who.userId);
    const after = await proofOf(proven.id);
    expect(after.entry).toBe(receipt.entry);
    const events = await eventsOf(holdfast, owner, {});
    expect(JSON.stringify(events)).not.toContain(who.email);
    const told = events.filter(({ target }) => target?.id === who.userId).map(({ event }) => event);
    expect(told).toEqual(expect.arrayContaining(["user.deleted", "user.erased", "user.imported"]));
  });
});

describe("deleting", () => {
  test("asks for a recent proof", async () => {
    const who = await holdfast.member(owner, "developer");
    holdfast.advance(10 * 60_000 + 1);
    expect(codeOf(await remove(owner, who.userId))).toBe("auth.recent_required");
    [owner, stranger] = [await signInAs(holdfast, owner), await signInAs(holdfast, stranger)];
  });

  test("never reaches oneself, somebody with a right that one lacks, or another account's user", async () => {
    const admin = await holdfast.member(owner, "admin");
    expect(codeOf(await remove(owner, owner.userId))).toBe("user.is_self");
    expect(codeOf(await remove(admin, owner.userId))).toBe("role.exceeds_own");
    expect(codeOf(await remove(stranger, admin.userId))).toBe("user.not_found");
    expect((await get("/v1/me", admin)).statusCode).toBe(200);
  });

  test("is closed to who only reads", async () => {
    const monitor = await holdfast.member(owner, "monitor");
    const who = await holdfast.member(owner, "developer");
    expect(codeOf(await remove(monitor, who.userId))).toBe("right.missing");
  });
});
