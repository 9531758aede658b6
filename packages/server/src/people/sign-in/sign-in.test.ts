import { hash as argon2 } from "@node-rs/argon2";
import { hash as bcrypt } from "@node-rs/bcrypt";
import { presets } from "@holdfast/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import {
  type Deployment,
  goodPassword,
  mailedToken,
  type Member,
  signInAs,
  startDeployment,
} from "../../../../../test/support/deployment.ts";
import { eventsOf } from "../../../../../test/support/events.ts";
import { withAccount } from "../../tenancy/directory/index.ts";
import { storedHash } from "../passwords/index.ts";

let holdfast: Deployment;
let owner: Member;

beforeAll(async () => {
  holdfast = await startDeployment();
  owner = await holdfast.account();
});
afterAll(() => holdfast.stop());

interface Credentials {
  readonly email: string;
  readonly password: string;
  readonly account?: string;
}
const signIn = (body: Credentials) => holdfast.call({ method: "POST", url: "/v1/auth/sign-in", body });

let made = 0;
const newAddress = (): string => `person-${(made += 1)}@example.com`;

async function imported(by: Member, user: { email?: string; emailVerified?: boolean; passwordHash?: string }) {
  const { email = newAddress(), emailVerified = true, passwordHash } = user;
  const users = [{ email, name: "Imported", role: "developer", emailVerified, ...(passwordHash && { passwordHash }) }];
  const answer = await holdfast.call({ method: "POST", url: "/v1/users/import", token: by.token, body: { users } });
  expect(answer.statusCode).toBe(201);
  return { email, userId: answer.json().users[0].id };
}

const hashOf = (member: Pick<Member, "userId">, by = owner): Promise<string | null> =>
  withAccount(holdfast.runtime.directory, by.accountId, (scope) => storedHash(scope, member.userId));
const eventNames = async (userId: string, by = owner): Promise<string[]> =>
  (await eventsOf(holdfast, by, { target: userId })).map(({ event }) => event).reverse();

describe("a sign-in", () => {
  test("answers tokens, their end and the session [C-119] [C-121]", async () => {
    const answer = await signIn({ email: owner.email, password: owner.password, account: owner.slug });
    expect(Object.keys(answer.json()).sort()).toEqual([
      "accessToken",
      "enrolBy",
      "expiresAt",
      "refreshToken",
      "session",
      "step",
    ]);
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect(answer.headers["set-cookie"]).toBeUndefined();
  });

  test("is recorded, and so is a refused one, with its reason and address [C-231] [C-236]", async () => {
    const member = await holdfast.member(owner, "developer");
    const wrong = { email: member.email, password: "wrong", account: owner.slug };
    await holdfast.call({ method: "POST", url: "/v1/auth/sign-in", body: wrong, address: "198.51.100.7" });
    const [refused] = await eventsOf(holdfast, owner, { target: member.userId, event: "session.refused" });
    expect(refused).toMatchObject({
      actor: { type: "anonymous", id: null },
      outcome: "refused",
      details: { reason: "password" },
      personal: { address: "198.51.100.7" },
    });
  });

  test("takes the address in any case, and the account by its slug", async () => {
    const { email, userId } = await imported(owner, {
      email: "Book.Fan@xn--bcher-kva.example",
      passwordHash: await cheapHash(),
    });
    for (const each of [email, "BOOK.FAN@XN--BCHER-KVA.EXAMPLE", "book.fan@xn--bcher-kva.example"]) {
      const answer = await signIn({ email: each, password: goodPassword });
      expect([each, answer.statusCode]).toEqual([each, 200]);
    }
    expect((await signIn({ email, password: goodPassword, account: owner.slug })).statusCode).toBe(200);
    expect(await eventNames(userId)).toContain("user.imported");
  });

  test("in one of several accounts needs its slug, and each has its own password [C-063]", async () => {
    const email = newAddress();
    const [acme, globex] = [await holdfast.account(), await holdfast.account()];
    const passwords = ["orchid-lantern-47-velvet-moth", "saffron-glacier-82-tin-whistle"] as const;
    await imported(acme, { email, passwordHash: await cheapHash(passwords[0]) });
    expect((await signIn({ email, password: passwords[0] })).statusCode).toBe(200);
    await imported(globex, { email, passwordHash: await cheapHash(passwords[1]) });
    for (const password of passwords) {
      expect((await signIn({ email, password })).json().code).toBe("auth.failed");
      const tries = [acme, globex].map(({ slug }) => signIn({ email, password, account: slug }));
      const statuses = (await Promise.all(tries)).map(({ statusCode }) => statusCode);
      expect(statuses).toEqual(password === passwords[0] ? [200, 401] : [401, 200]);
    }
  });

  test("with the right password and an address that is not verified mails a link and begins nothing", async () => {
    const { email, userId } = await imported(owner, { emailVerified: false, passwordHash: await cheapHash() });
    const answer = await signIn({ email, password: goodPassword });
    expect([answer.statusCode, answer.json()]).toEqual([200, { step: "verify_email" }]);
    expect((await signIn({ email, password: "wrong" })).json().code).toBe("auth.failed");
    const token = await mailedToken(holdfast.inbox, email, "/verify");
    const verify = () => holdfast.call({ method: "POST", url: "/v1/auth/verify-email", body: { token } });
    expect((await verify()).statusCode).toBe(200);
    expect((await verify()).json().code).toBe("token.invalid");
    expect((await signIn({ email, password: goodPassword })).json().step).toBe("done");
    const names = await eventNames(userId);
    expect(names.filter((name) => name.startsWith("session.") || name === "user.email_verified")).toEqual([
      "session.refused",
      "session.refused",
      "user.email_verified",
    ]);
  });

  test("of a user without a password fails as any other, until a reset by mail gives them one", async () => {
    const { email } = await imported(owner, {});
    expect((await signIn({ email, password: "" })).statusCode).toBe(400);
    expect((await signIn({ email, password: "null" })).json().code).toBe("auth.failed");
    await holdfast.call({ method: "POST", url: "/v1/auth/forgot-password", body: { email } });
    const token = await mailedToken(holdfast.inbox, email, "/reset");
    const reset = { token, password: "orchid-lantern-47-velvet-moth" };
    expect((await holdfast.call({ method: "POST", url: "/v1/auth/reset-password", body: reset })).statusCode).toBe(200);
    expect((await signIn({ email, password: reset.password })).statusCode).toBe(200);
  });
});

const cheapHash = (password = goodPassword): Promise<string> =>
  argon2(password, { memoryCost: 12 * 1024, timeCost: 1, parallelism: 1 });

describe("a password hash from another system", () => {
  test("of bcrypt at cost 12 is verified, and is Argon2id after the first sign-in [C-095] [C-096]", async () => {
    const passwordHash = await bcrypt(goodPassword, 12);
    const { email, userId } = await imported(owner, { passwordHash });
    expect(await hashOf({ userId })).toBe(passwordHash);
    expect((await signIn({ email, password: `${goodPassword}!` })).statusCode).toBe(401);
    expect(await hashOf({ userId })).toBe(passwordHash);
    expect((await signIn({ email, password: goodPassword })).statusCode).toBe(200);
    expect(await hashOf({ userId })).toMatch(/^\$argon2id\$v=19\$/);
    const [event] = await eventsOf(holdfast, owner, { target: userId, event: "password.rehashed" });
    expect(event?.details).toEqual({ profile: presets.standard.passwordHash });
    expect((await signIn({ email, password: goodPassword })).statusCode).toBe(200);
    expect(await eventsOf(holdfast, owner, { target: userId, event: "password.rehashed" })).toHaveLength(1);
  });

  test.each([
    ["MD5", "$1$saltsalt$qjXMvbEw8oaL.CzflDtaK/"],
    [
      "SHA-512 crypt",
      "$6$saltsalt$qFmFH.bQmmtXzyBY0s9v7Oicd2z4XSIecDzlB5KiA2/jctKu9YterLp8wwnSq.qc.eoxqOmSuNp2xS0ktL3nh/",
    ],
    ["cheap bcrypt", "$2b$04$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy"],
    ["plain text", goodPassword],
    ["ruinous Argon2id", "$argon2id$v=19$m=4194304,t=9,p=1$c29tZXNhbHQ$RdescudvJCsgt3ub+b+dWRWJTmaQU0xqNBFGGO1dUaU"],
  ])("of %s is not taken over", async (_kind, passwordHash) => {
    const users = [{ email: newAddress(), name: "X", role: "developer", emailVerified: true, passwordHash }];
    const answer = await holdfast.call({
      method: "POST",
      url: "/v1/users/import",
      token: owner.token,
      body: { users },
    });
    expect([answer.statusCode, answer.json().code]).toEqual([422, "password.unsupported_hash"]);
    expect(answer.body).not.toContain(passwordHash);
  });
});

describe("a policy that asks for another hash", () => {
  test("renews each at the next sign-in, and none before [C-095]", async () => {
    const account = await holdfast.account();
    const before = await hashOf(account, account);
    const { version, settings } = (
      await holdfast.call({ method: "GET", url: "/v1/policy", token: account.token })
    ).json();
    const body = { version, settings: { ...settings, passwordHash: "argon2id-64m-t3" } };
    expect((await holdfast.call({ method: "PUT", url: "/v1/policy", token: account.token, body })).statusCode).toBe(
      200,
    );
    expect(await hashOf(account, account)).toBe(before);
    await signInAs(holdfast, account);
    const after = await hashOf(account, account);
    expect(after).not.toBe(before);
    expect(holdfast.runtime.hasher.needsRehash(after ?? "", "argon2id-64m-t3")).toBe(false);
    expect(await eventNames(account.userId, account)).toContain("password.rehashed");
  });
});

describe("users from another system", () => {
  test("come all or not at all", async () => {
    const [first, taken, last] = [newAddress(), owner.email, newAddress()];
    const users = [first, taken, last].map((email) => ({ email, name: "X", role: "developer", emailVerified: true }));
    const attempt = (body: object) =>
      holdfast.call({ method: "POST", url: "/v1/users/import", token: owner.token, body });
    expect((await attempt({ users })).json().code).toBe("user.address_taken");
    const all: { email: string }[] = (
      await holdfast.call({ method: "GET", url: "/v1/users?limit=200", token: owner.token })
    ).json().items;
    expect(all.map(({ email }) => email)).not.toContain(first);
    expect((await attempt({ users: [users[0], users[2]] })).statusCode).toBe(201);
  });

  test("with one address in two writings are one too many", async () => {
    const users = ["Twin@Example.com", "twin@example.COM"].map((email) => ({
      email,
      name: "Twin",
      role: "developer",
      emailVerified: true,
    }));
    const answer = await holdfast.call({
      method: "POST",
      url: "/v1/users/import",
      token: owner.token,
      body: { users },
    });
    expect(answer.json().code).toBe("user.address_taken");
  });
});
