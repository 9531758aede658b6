import { randomBytes } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { days } from "../../packages/server/src/kernel/clock.ts";
import { inviteOwner } from "../../packages/server/src/people/sign-up/index.ts";
import { eraseLapsed } from "../../packages/server/src/tenancy/accounts/index.ts";
import { originWithin } from "../../packages/server/src/tenancy/audit/index.ts";
import { type Deployment, goodPassword, mailedToken, type Member, startDeployment } from "../support/deployment.ts";

/** Anybody can write anybody's address into an account of their own. It must get in nobody's way, and not stay. */
let house: Deployment;
beforeAll(async () => {
  house = await startDeployment();
});
afterAll(() => house.stop());

const signIn = (email: string, password = goodPassword, account?: string) =>
  house.call({ method: "POST", url: "/v1/auth/sign-in", body: { email, password, account } });

async function squat(email: string, placement = "shared") {
  const slug = `squat-${randomBytes(5).toString("hex")}`;
  const owner = { email, name: "Mallory", password: goodPassword };
  const body = { name: slug, slug, region: "eu", placement, owner };
  const answer = await house.call({ method: "POST", url: "/v1/accounts", body });
  return { ...answer.json(), status: answer.statusCode, slug };
}

/** Follows the link that was mailed for this one of the accounts. */
async function verify({ slug }: { slug: string }) {
  const mailed = () => house.inbox.list().find(({ text }) => text.includes(slug))?.text ?? "";
  await expect.poll(mailed, { timeout: 5000 }).toContain("/verify#token=");
  const token = /#token=([\w-]+)/.exec(mailed())?.[1];
  return house.call({ method: "POST", url: "/v1/auth/verify-email", body: { token } });
}

const bringIn = (by: Member, email: string) =>
  house.call({
    method: "POST",
    url: "/v1/users/import",
    token: by.token,
    body: { users: [{ email, name: "Ada", role: "developer", emailVerified: true }] },
  });

const resetsFor = async (email: string): Promise<number> => {
  const count = () => house.inbox.list().filter(({ to, text }) => to === email && text.includes("/reset#")).length;
  const before = count();
  await house.call({ method: "POST", url: "/v1/auth/forgot-password", body: { email } });
  await house.runtime.background.settled();
  await expect.poll(count, { timeout: 5000 }).toBeGreaterThan(before);
  return count() - before;
};

describe("a person whose address others have written into their accounts", () => {
  test("signs in by the address alone all the same", async () => {
    const ada = await house.account();
    for (let i = 0; i < 3; i += 1) expect((await squat(ada.email)).status).toBe(201);
    expect((await signIn(ada.email)).json()).toMatchObject({ step: "done" });
  });

  test("does so too when an account claims that it has verified the address", async () => {
    const [ada, mallory] = [await house.account(), await house.account()];
    expect((await bringIn(mallory, ada.email)).statusCode).toBe(201);
    expect((await signIn(ada.email)).json()).toMatchObject({ step: "done" });
  });

  test("can sign in to each of two accounts by naming it, once both are proved", async () => {
    const ada = await house.account();
    const second = await squat(ada.email);
    expect((await verify(second)).statusCode).toBe(200);
    expect((await signIn(ada.email)).statusCode).toBe(401);
    expect((await signIn(ada.email, goodPassword, second.slug)).json()).toMatchObject({ step: "done" });
    expect((await signIn(ada.email, goodPassword, ada.slug)).json()).toMatchObject({ step: "done" });
  });

  test("is mailed a reset for the own account, however many others there are", async () => {
    const mail = `ada-${randomBytes(5).toString("hex")}@example.com`;
    for (let i = 0; i < 6; i += 1) await squat(mail);
    const own = await squat(mail);
    expect((await verify(own)).statusCode).toBe(200);
    expect(await resetsFor(mail)).toBe(1);
    expect((await signIn(mail)).json()).toMatchObject({ step: "done" });
  });

  test("is asked to confirm the address while nobody has proved it", async () => {
    const mail = `ada-${randomBytes(5).toString("hex")}@example.com`;
    await squat(mail);
    expect((await signIn(mail)).json()).toEqual({ step: "verify_email" });
  });
});

describe("an account whose owner never confirms the address", () => {
  const sweep = () => eraseLapsed(house.runtime);
  const rowOf = async (id: string) => {
    const [row] = await house.runtime.cluster.directory`select state from accounts where id = ${id}`;
    return row?.["state"];
  };

  test("is erased with its keys, its database and its slug after a week, and nobody else's is", async () => {
    const ada = await house.account();
    const mail = `ada-${randomBytes(5).toString("hex")}@example.com`;
    const [shared, dedicated] = [await squat(mail), await squat(mail, "dedicated")];
    house.advance(days(6));
    const fresh = await squat(mail);
    expect(await sweep()).toBe(0);
    house.advance(days(1) + 1000);
    expect(await sweep()).toBeGreaterThanOrEqual(2);
    expect(await rowOf(shared.account.id)).toBe("erased");
    expect(await rowOf(dedicated.account.id)).toBe("erased");
    expect(await rowOf(fresh.account.id)).toBe("active");
    expect(await rowOf(ada.accountId)).toBe("active");
    expect((await signIn(ada.email)).statusCode).toBe(200);

    const { cluster } = house.runtime;
    const keys = await cluster.keystore`
      select from account_keys where account_id in ${cluster.keystore([shared.account.id, dedicated.account.id])}
      and (state <> 'destroyed' or wrapped <> '')`;
    expect(keys).toHaveLength(0);
    const databases = await cluster.asOwner(
      null,
      cluster.names.directory,
      (owner) => owner`
      select from pg_database where datname = ${cluster.names.dedicated(dedicated.account.id)}`,
    );
    expect(databases).toHaveLength(0);
    const again = await house.call({
      method: "POST",
      url: "/v1/accounts",
      body: { name: "X", slug: shared.slug, region: "eu", owner: { email: mail, name: "X", password: goodPassword } },
    });
    expect(again.statusCode).toBe(201);
    const told = house.logLines.filter((line) => line.includes("account.lapsed") && line.includes(shared.account.id));
    expect(told).toHaveLength(1);
  });

  test("cannot be confirmed any more once it has lapsed", async () => {
    const mail = `ada-${randomBytes(5).toString("hex")}@example.com`;
    await squat(mail);
    const token = await mailedToken(house.inbox, mail, "/verify");
    house.advance(days(8));
    await sweep();
    const late = await house.call({ method: "POST", url: "/v1/auth/verify-email", body: { token } });
    expect(late.json().code).toBe("token.invalid");
  });

  test("is taken up again where a failed run has left it", async () => {
    const mail = `ada-${randomBytes(5).toString("hex")}@example.com`;
    const { account } = await squat(mail);
    house.advance(days(8));
    const revocation = { ...house.runtime.revocation, cluster: { ...house.runtime.cluster } };
    const rotation = { ...house.runtime.rotation, announce: () => Promise.reject(new Error("a node is away")) };
    expect(await eraseLapsed({ ...house.runtime, revocation, rotation })).toBe(0);
    expect(await rowOf(account.id)).toBe("sealed");
    expect(await sweep()).toBe(1);
    expect(await rowOf(account.id)).toBe("erased");
  });

  test("stays when the operator made it", async () => {
    const mark = randomBytes(5).toString("hex");
    const { account } = await inviteOwner(
      house.runtime,
      {
        name: "Made",
        slug: `made-${mark}`,
        region: "eu",
        placement: "dedicated",
        preset: "standard",
        owner: { email: `owner-${mark}@example.com`, name: "Owner" },
      },
      originWithin("operator", "test"),
    );
    house.advance(days(30));
    await sweep();
    expect(await rowOf(account.id)).toBe("active");
  });
});

describe("a stranger", () => {
  test("gets no database of their own where sign-up is for shared ones, and learns who can make it", async () => {
    const shared = await startDeployment({ signUp: "shared" });
    try {
      const owner = { email: "mallory@example.com", name: "Mallory", password: goodPassword };
      const wish = { name: "Big", slug: "big-one", region: "eu", owner };
      const ask = (body: object) => shared.call({ method: "POST", url: "/v1/accounts", body });
      const refused = await ask({ ...wish, placement: "dedicated" });
      expect([refused.statusCode, refused.json().code]).toEqual([403, "placement.not_offered"]);
      expect(refused.json().advice).toContain("holdfast accounts create");
      expect((await ask(wish)).statusCode).toBe(201);
      const deployment = await shared.call({ method: "GET", url: "/v1/deployment" });
      expect(deployment.json()).toMatchObject({ signUp: "shared" });
    } finally {
      await shared.stop();
    }
  });
});
