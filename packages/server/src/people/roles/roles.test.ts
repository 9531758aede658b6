import { setTimeout as sleep } from "node:timers/promises";

import { type Right, rightSet, type RoleView } from "@holdfast/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Deployment, type Member, signInAs, startDeployment } from "../../../../../test/support/deployment.ts";
import { eventsOf } from "../../../../../test/support/events.ts";
import { type AccountScope, withAccount } from "../../tenancy/directory/index.ts";
import { findRights, isPrivileged } from "./role.ts";
import { heldRole } from "./roles.ts";

let holdfast: Deployment;
let root: Member;

beforeAll(async () => {
  holdfast = await startDeployment();
  root = await holdfast.account();
});
afterAll(() => holdfast.stop());

const call = (method: "GET" | "POST" | "PUT" | "DELETE", url: string, { token }: Member, body?: unknown) =>
  holdfast.call({ method, url, token, body });
const statusOf = async (url: string, member: Member): Promise<number> => (await call("GET", url, member)).statusCode;
const assign = (by: Member, userId: string, role: string) => call("PUT", `/v1/users/${userId}/role`, by, { role });

let made = 0;
async function ownRole(by: Member, rights: readonly Right[]): Promise<string> {
  made += 1;
  const created = await call("POST", "/v1/roles", by, { name: `Night shift ${made}`, summary: null, rights });
  expect(created.statusCode).toBe(201);
  return created.json().id;
}

const codeOf = (answer: { statusCode: number; json(): { code: string } }) => [answer.statusCode, answer.json().code];

describe("an account's roles", () => {
  const offered = async (member: Member): Promise<RoleView[]> => (await call("GET", "/v1/roles", member)).json().items;

  test("are the five of one preset, with their purposes [C-154]", async () => {
    const account = await holdfast.account();
    expect((await offered(account)).map(({ name, summary, builtIn }) => [name, summary, builtIn])).toEqual([
      ["Root", "Account owners only; one or two people", true],
      ["Admin", "Trusted team leads and IT staff", true],
      ["Developer", "Technical team members", true],
      ["Monitor", "View-only access for stakeholders", true],
      ["Billing", "Finance team only", true],
    ]);
  });

  test("are the three of the other preset, and those of the first are not to be had [C-160]", async () => {
    const workspace = await holdfast.account({ preset: "conviro" });
    expect((await offered(workspace)).map(({ name }) => name)).toEqual(["Owner", "Admin", "Agent"]);
    const agent = await holdfast.member(workspace, "agent");
    for (const role of ["root", "developer", "monitor", "billing"]) {
      expect(codeOf(await assign(workspace, agent.userId, role))).toEqual([404, "role.not_found"]);
    }
  });

  test("of their own making are seen by no other account [C-063] [C-064]", async () => {
    const role = await ownRole(root, ["audit:read"]);
    const stranger = await holdfast.account();
    expect((await offered(stranger)).map(({ id }) => id)).not.toContain(role);
    expect(codeOf(await assign(stranger, stranger.userId, role))).toEqual([404, "role.not_found"]);
    const body = { name: "Mine now", summary: null, rights: [] };
    expect(codeOf(await call("PUT", `/v1/roles/${role}`, stranger, body))).toEqual([404, "role.not_found"]);
    expect(codeOf(await call("DELETE", `/v1/roles/${role}`, stranger))).toEqual([404, "role.not_found"]);
  });

  test("have names that differ in more than case and width, within one account", async () => {
    const stranger = await holdfast.account();
    const create = (by: Member, name: string) => call("POST", "/v1/roles", by, { name, summary: null, rights: [] });
    expect((await create(root, "Auditors")).statusCode).toBe(201);
    for (const name of ["Auditors", "AUDITORS", " auditors ", "Ａｕｄｉｔｏｒｓ"]) {
      expect(codeOf(await create(root, name))).toEqual([409, "role.name_taken"]);
    }
    expect((await create(stranger, "Auditors")).statusCode).toBe(201);
  });

  test("are deleted only when nobody holds them, and built-in ones never", async () => {
    const role = await ownRole(root, ["audit:read"]);
    const holder = await holdfast.member(root, role);
    expect(codeOf(await call("DELETE", `/v1/roles/${role}`, root))).toEqual([409, "role.in_use"]);
    expect((await assign(root, holder.userId, "monitor")).statusCode).toBe(200);
    expect((await call("DELETE", `/v1/roles/${role}`, root)).statusCode).toBe(200);
    expect(codeOf(await call("DELETE", "/v1/roles/admin", root))).toEqual([409, "role.built_in"]);
  });
});

describe("live sessions", () => {
  test("lose the rights of a role that their user loses, at once [C-124] [C-161]", async () => {
    const admin = await holdfast.member(root, "admin");
    expect(await statusOf("/v1/users", admin)).toBe(200);
    const answer = await assign(root, admin.userId, "billing");
    expect(answer.json()).toMatchObject({
      user: { role: "billing" },
      certificate: { kind: "user", subject: admin.userId },
    });
    expect(await statusOf("/v1/users", admin)).toBe(403);
    expect(await statusOf("/v1/account", admin)).toBe(200);
    const [event] = await eventsOf(holdfast, root, { event: "user.role_changed", target: admin.userId });
    expect(event).toMatchObject({ actor: { id: root.userId }, details: { before: "admin", after: "billing" } });
  });

  test("lose a right that is taken from their role, and gain one that is given, at once [C-161]", async () => {
    const role = await ownRole(root, ["audit:read"]);
    const holders = [await holdfast.member(root, role), await holdfast.member(root, role)];
    for (const holder of holders) expect(await statusOf("/v1/audit/events", holder)).toBe(200);
    const body = { name: `Day shift ${role}`, summary: "Changed", rights: ["users:read"] };
    expect((await call("PUT", `/v1/roles/${role}`, root, body)).json()).toMatchObject({
      id: role,
      rights: ["users:read"],
    });
    for (const holder of holders) {
      expect([await statusOf("/v1/audit/events", holder), await statusOf("/v1/users", holder)]).toEqual([403, 200]);
    }
    const [event] = await eventsOf(holdfast, root, { event: "role.changed", target: role });
    expect(event?.details).toEqual({ rights: "users:read", before: "audit:read" });
  });
});

describe("nobody", () => {
  test("hands out a right that they lack, nor takes one away [C-003] [C-161]", async () => {
    const admin = await holdfast.member(root, "admin");
    const other = await holdfast.member(root, "developer");
    expect(codeOf(await assign(admin, other.userId, "root"))).toEqual([403, "role.exceeds_own"]);
    expect(codeOf(await assign(admin, admin.userId, "root"))).toEqual([403, "role.exceeds_own"]);
    expect(codeOf(await assign(admin, root.userId, "billing"))).toEqual([403, "role.exceeds_own"]);
    const users = [{ email: "climber@example.com", name: "Climber", role: "root", emailVerified: true }];
    expect(codeOf(await call("POST", "/v1/users/import", admin, { users }))).toEqual([403, "role.exceeds_own"]);
    const writer = await holdfast.member(root, await ownRole(root, ["roles:read", "roles:write"]));
    const climbing = { name: "Climbing", summary: null, rights: ["policy:write"] };
    expect(codeOf(await call("POST", "/v1/roles", writer, climbing))).toEqual([403, "role.exceeds_own"]);
    const strong = await ownRole(root, ["policy:write"]);
    const weakened = { name: "Weakened", summary: null, rights: [] };
    expect(codeOf(await call("PUT", `/v1/roles/${strong}`, writer, weakened))).toEqual([403, "role.exceeds_own"]);
  });

  test("leaves an account without an owner, not even two who step down at once [C-155]", async () => {
    const one = await holdfast.account();
    expect(codeOf(await assign(one, one.userId, "admin"))).toEqual([409, "role.last_protected"]);
    const second = await holdfast.member(one, "root");
    const answers = await Promise.all([assign(one, one.userId, "admin"), assign(second, second.userId, "admin")]);
    expect(answers.map(({ statusCode }) => statusCode).sort((a, b) => a - b)).toEqual([200, 409]);
  });

  test("is shut out by a change of the preset: a role stays with its holder until it is exchanged [C-154] [C-160]", async () => {
    const founder = await holdfast.account();
    const developer = await holdfast.member(founder, "developer");
    const { version, settings } = (await call("GET", "/v1/policy", founder)).json();
    const changed = await call("PUT", "/v1/policy", founder, {
      version,
      settings: { ...settings, rolePreset: "three" },
    });
    expect(changed.statusCode).toBe(200);
    const [again, her] = [await signInAs(holdfast, founder), await signInAs(holdfast, developer)];
    expect([await statusOf("/v1/policy", again), await statusOf("/v1/users", her)]).toEqual([200, 200]);
    expect(codeOf(await assign(again, again.userId, "agent"))).toEqual([409, "role.last_protected"]);
    expect((await assign(again, again.userId, "owner")).statusCode).toBe(200);
    expect((await assign(again, her.userId, "agent")).statusCode).toBe(200);
    expect(codeOf(await assign(again, her.userId, "root"))).toEqual([404, "role.not_found"]);
    expect(codeOf(await assign(again, again.userId, "admin"))).toEqual([409, "role.last_protected"]);
  });
});

describe("a role of one's own", () => {
  const inAccount = <T>(work: (scope: AccountScope) => Promise<T>): Promise<T> =>
    withAccount(holdfast.runtime.directory, root.accountId, work);

  test("is held by many sign-ins at once, and none waits for another", async () => {
    const role = await ownRole(root, ["audit:read"]);
    const second = await inAccount(async (first) => {
      await heldRole(first, role);
      return inAccount((scope) => heldRole(scope, role));
    });
    expect(second.rights).toBe(rightSet(["audit:read"]));
  });

  test("changes once nobody holds it: what began under it is there for the change to see", async () => {
    const role = await ownRole(root, ["audit:read"]);
    const done: string[] = [];
    const changing: Promise<void>[] = [];
    await inAccount(async (scope) => {
      await heldRole(scope, role);
      const change = call("PUT", `/v1/roles/${role}`, root, { name: "Renamed meanwhile", summary: null, rights: [] });
      changing.push(change.then(({ statusCode }) => void done.push(`changed ${statusCode}`)));
      await sleep(300);
      done.push("signed in");
    });
    await Promise.all(changing);
    expect(done).toEqual(["signed in", "changed 200"]);
  });
});

describe("the rights of a role", () => {
  test("that does not exist are none [C-005]", () => {
    for (const role of ["", "ROOT", "root ", "rol_0", "__proto__", "constructor", "toString"]) {
      expect([role, findRights(role, null)]).toEqual([role, 0]);
    }
  });

  test("of one's own making are those that are stored and still exist", () => {
    expect(findRights("rol_x", ["audit:read", "gone:right", "__proto__"])).toBe(rightSet(["audit:read"]));
    expect(findRights("root", [])).toBe(findRights("root", null));
  });

  test("decide whether its sessions are short: whoever can change others is privileged", () => {
    expect(["root", "owner", "admin"].map((role) => isPrivileged(role, 0))).toEqual([true, true, true]);
    expect(["developer", "monitor", "billing", "agent"].map((role) => isPrivileged(role, 0))).not.toContain(true);
    expect(isPrivileged("rol_x", rightSet(["audit:read", "users:read"]))).toBe(false);
    expect(isPrivileged("rol_x", rightSet(["sessions:revoke"]))).toBe(true);
  });
});
