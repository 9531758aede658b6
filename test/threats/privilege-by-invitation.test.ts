import { randomBytes } from "node:crypto";

import type { Right } from "@holdfast/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Deployment, goodPassword, mailedToken, type Member, startDeployment } from "../support/deployment.ts";
import { eventsOf } from "../support/events.ts";

/** Getting more than one has by asking somebody in: by the request, by the role, by the inviter, by the token. */
let holdfast: Deployment;
let owner: Member;

beforeAll(async () => {
  holdfast = await startDeployment();
  owner = await holdfast.account();
});
afterAll(() => holdfast.stop());

const send = (method: "POST" | "PUT" | "DELETE", url: string, body?: unknown, by?: Member) =>
  holdfast.call({ method, url, ...(body !== undefined && { body }), ...(by !== undefined && { token: by.token }) });
const codeOf = (answer: { json(): { code: string } }): string => answer.json().code;
const accept = (token: string, extra: object = {}) =>
  send("POST", "/v1/invitations/accept", { token, name: "Mallory", password: goodPassword, ...extra });

async function invite(role: string, by: Member) {
  const email = `mallory-${randomBytes(5).toString("hex")}@example.com`;
  const answer = await send("POST", "/v1/invitations", { email, role }, by);
  return { email, answer, token: answer.statusCode === 201 ? await mailedToken(holdfast.inbox, email, "/join") : "" };
}

async function makeRole(rights: readonly Right[]): Promise<string> {
  const body = { name: `Role ${randomBytes(4).toString("hex")}`, summary: null, rights };
  return (await send("POST", "/v1/roles", body, owner)).json().id;
}

/** What the invited person is told, no more than of any other dead link, and what the log tells. */
async function tryInVain(token: string, invitation: string): Promise<{ told: string; logged: string | undefined }> {
  const told = codeOf(await accept(token));
  const [event] = await eventsOf(holdfast, owner, { event: "invitation.refused", target: invitation });
  return { told, logged: event?.outcome };
}
const refused = { told: "token.invalid", logged: "refused" };

describe("an invitation to more than the inviter has", () => {
  test("is not made: to a built-in role, to one of the account's own, or to none that there is [C-161]", async () => {
    const admin = await holdfast.member(owner, "admin");
    expect(codeOf((await invite("root", admin)).answer)).toBe("role.exceeds_own");
    const billing = await makeRole(["billing:read"]);
    expect(codeOf((await invite(billing, admin)).answer)).toBe("role.exceeds_own");
    expect(codeOf((await invite("owner", admin)).answer)).toBe("role.not_found");
    expect(codeOf((await invite("rol_00000000000000000000000000", admin)).answer)).toBe("role.not_found");
  });

  test("is not sent again, nor withdrawn, by somebody who may not give the role", async () => {
    const admin = await holdfast.member(owner, "admin");
    const { answer, token } = await invite("root", owner);
    const { id } = answer.json();
    expect(codeOf(await send("POST", `/v1/invitations/${id}/resend`, undefined, admin))).toBe("role.exceeds_own");
    expect(codeOf(await send("DELETE", `/v1/invitations/${id}`, undefined, admin))).toBe("role.exceeds_own");
    expect((await accept(token)).json().user.role).toBe("root");
  });

  test("is not made by who may not invite", async () => {
    const developer = await holdfast.member(owner, "developer");
    expect(codeOf((await invite("developer", developer)).answer)).toBe("right.missing");
  });
});

describe("whoever accepts", () => {
  test("gets the role that was stored, whatever the request says", async () => {
    const { token } = await invite("developer", owner);
    for (const extra of [
      { role: "root" },
      { rights: ["policy:write"] },
      { accountId: "acc_x" },
      { emailVerified: true },
    ]) {
      expect(codeOf(await accept(token, extra))).toBe("request.malformed");
    }
    expect((await accept(token)).json().user).toMatchObject({ role: "developer" });
  });

  test("joins the account of the token, with the address of the invitation", async () => {
    const elsewhere = await holdfast.account();
    const { email, token } = await invite("developer", owner);
    const swapped = token.replace(owner.accountId.slice(4), elsewhere.accountId.slice(4));
    expect(codeOf(await accept(swapped))).toBe("token.invalid");
    expect((await accept(token)).json()).toMatchObject({ user: { email }, account: { slug: owner.slug } });
  });

  test("is one, when two accept at once", async () => {
    const { token, email } = await invite("developer", owner);
    const answers = await Promise.all(Array.from({ length: 6 }, () => accept(token)));
    const codes = answers.map((answer) => (answer.statusCode === 201 ? "joined" : codeOf(answer))).sort();
    expect(codes).toEqual(["joined", ...Array.from({ length: 5 }, () => "token.invalid")]);
    const users = await holdfast.call({ method: "GET", url: "/v1/users?limit=200", token: owner.token });
    expect(users.json().items.filter((user: { email: string }) => user.email === email)).toHaveLength(1);
  });

  test("cannot use a token of another purpose, nor this one for another purpose", async () => {
    const { token } = await invite("developer", owner);
    const uses = [
      ["/v1/auth/verify-email", { token }],
      ["/v1/auth/reset-password", { token, password: goodPassword }],
    ] as const;
    for (const [url, body] of uses) expect(codeOf(await send("POST", url, body))).toBe("token.invalid");
    await send("POST", "/v1/auth/forgot-password", { email: owner.email, account: owner.slug });
    const reset = await mailedToken(holdfast.inbox, owner.email, "/reset");
    expect(codeOf(await accept(reset))).toBe("token.invalid");
    expect((await accept(token)).statusCode).toBe(201);
  });
});

describe("an invitation whose inviter", () => {
  test("was lowered since is worth nothing until somebody who may sends it again", async () => {
    const admin = await holdfast.member(owner, "admin");
    const { answer, token, email } = await invite("admin", admin);
    const { id } = answer.json();
    await send("PUT", `/v1/users/${admin.userId}/role`, { role: "developer" }, owner);
    expect(await tryInVain(token, id)).toEqual(refused);
    await send("POST", `/v1/invitations/${id}/resend`, undefined, owner);
    await expect.poll(() => holdfast.inbox.list().filter(({ to }) => to === email).length, { timeout: 5000 }).toBe(2);
    expect((await accept(await mailedToken(holdfast.inbox, email, "/join"))).json().user.role).toBe("admin");
  });

  test("may not invite any more is worth nothing, though the role is within what they have", async () => {
    const inviting = await makeRole(["users:invite", "account:read"]);
    const inviter = await holdfast.member(owner, inviting);
    const plain = await makeRole(["account:read"]);
    const { answer, token } = await invite(plain, inviter);
    await send("PUT", `/v1/roles/${inviting}`, { name: "Lowered", summary: null, rights: ["account:read"] }, owner);
    expect(await tryInVain(token, answer.json().id)).toEqual(refused);
  });

  test("was suspended is worth nothing, and is again once they are let in", async () => {
    const admin = await holdfast.member(owner, "admin");
    const { answer, token } = await invite("developer", admin);
    await send("POST", `/v1/users/${admin.userId}/suspend`, undefined, owner);
    expect(await tryInVain(token, answer.json().id)).toEqual(refused);
    await send("POST", `/v1/users/${admin.userId}/resume`, undefined, owner);
    expect((await accept(token)).statusCode).toBe(201);
  });

  test("was deleted is worth nothing", async () => {
    const admin = await holdfast.member(owner, "admin");
    const { answer, token } = await invite("developer", admin);
    await send("DELETE", `/v1/users/${admin.userId}`, undefined, owner);
    expect(await tryInVain(token, answer.json().id)).toEqual(refused);
  });
});

describe("a role that changed after the invitation", () => {
  test("and was widened is given only while the inviter has every right that it has got", async () => {
    const admin = await holdfast.member(owner, "admin");
    const role = await makeRole(["users:read"]);
    const [narrow, wide] = [await invite(role, admin), await invite(role, admin)];
    expect((await accept(narrow.token)).statusCode).toBe(201);
    const rights = ["users:read", "policy:write", "roles:write"];
    await send("PUT", `/v1/roles/${role}`, { name: `Wider ${role}`, summary: null, rights }, owner);
    expect(await tryInVain(wide.token, wide.answer.json().id)).toEqual(refused);
  });

  test("and was deleted is not given", async () => {
    const role = await makeRole(["users:read"]);
    const { answer, token } = await invite(role, owner);
    await send("DELETE", `/v1/roles/${role}`, undefined, owner);
    expect(codeOf(await accept(token))).toBe("token.invalid");
    expect((await send("DELETE", `/v1/invitations/${answer.json().id}`, undefined, owner)).statusCode).toBe(200);
  });

  test("is either given as it was before or refused, when both happen at once", { timeout: 30_000 }, async () => {
    for (let round = 0; round < 8; round += 1) {
      const admin = await holdfast.member(owner, "admin");
      const role = await makeRole(["users:read"]);
      const { token } = await invite(role, admin);
      const rights = ["users:read", "policy:write"];
      const [joined, widened] = await Promise.all([
        accept(token),
        send("PUT", `/v1/roles/${role}`, { name: `Race ${role}`, summary: null, rights }, owner),
      ]);
      expect(widened.statusCode).toBe(200);
      // Accepted before the owner widened the role of somebody who is a member then; or refused.
      const outcome = joined.statusCode === 201 ? "joined" : codeOf(joined);
      expect(["joined", "token.invalid"]).toContain(outcome);
    }
  });
});
