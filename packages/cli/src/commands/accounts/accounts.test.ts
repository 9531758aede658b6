import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { deployForTest, type TestDeployment } from "../../testing/deployment.ts";

let house: TestDeployment;
beforeAll(async () => {
  house = await deployForTest();
});
afterAll(() => house.close());

describe("accounts create", () => {
  test("makes an account whose owner chooses the password behind a mailed link", async () => {
    const id = await house.account("acme");
    const [row] = await house.cluster.directory`select state, region, placement from accounts where id = ${id}`;
    expect(row).toEqual({ state: "active", region: "eu", placement: "shared" });
    const [work] = await house.cluster.cell("eu", house.cluster.names.cell("eu"))`
      select count(*) as mails from cell_outbox_accounts where account_id = ${id}`;
    expect(work).toEqual({ mails: 1 });
  });

  test("ends with 1 when the slug is taken, and with 2 when it is none", async () => {
    const owner = ["--owner-email", "bob@example.com", "--owner-name", "Bob"];
    const create = (slug: string) =>
      house.holdfast(["accounts", "create", "--name", "Again", "--slug", slug, ...owner]);
    expect(await create("acme")).toMatchObject({ code: 1, out: "" });
    const malformed = await create("Not A Slug");
    expect(malformed.code).toBe(2);
    expect(malformed.err).toContain("--slug must match");
  });
});

describe("accounts list", () => {
  test("opens no account unless names are asked for, which their logs then say [C-046]", async () => {
    const plain = await house.holdfast(["accounts", "list"]);
    expect(plain.code).toBe(0);
    expect(plain.out).not.toContain("acme");
    expect(plain.err).not.toContain("key.unwrapped");
    const named = await house.holdfast(["accounts", "list", "--names"]);
    expect(named.out).toMatch(/acc_\w+ +eu +shared +active .* acme +The acme/);
    expect(named.err).toMatch(/key\.unwrapped.*acc_/);
  });
});

describe("accounts seal and unseal", () => {
  test("give a certificate, and change what is shown", async () => {
    const id = await house.account("sealed");
    expect(await house.json("accounts", "seal", "sealed")).toMatchObject({
      state: "sealed",
      certificate: { kind: "account", subject: id },
    });
    expect(await house.json("accounts", "show", "sealed")).toMatchObject({ state: "sealed", name: "The sealed" });
    await house.json("accounts", "unseal", id);
    expect(await house.json("accounts", "show", "sealed")).toMatchObject({ state: "active" });
  });
});

describe("accounts erase", () => {
  test.each(["shared", "dedicated"] as const)(
    "erases a %s account, and lets its slug go [C-237]",
    async (placement) => {
      const slug = `doomed-${placement}`;
      const id = await house.account(slug, placement);
      const erased = await house.holdfast(["accounts", "erase", "--yes", slug]);
      expect(erased.code).toBe(0);
      expect(erased.out).toContain(`${id} is erased: its keys,`);
      expect(erased.err).toContain("account.erased");
      expect((await house.holdfast(["accounts", "show", slug])).code).toBe(1);
      expect(await house.json("accounts", "show", id)).toMatchObject({ state: "erased" });
      expect(await house.account(slug)).not.toBe(id);
    },
  );

  test("is refused without --yes where nobody can be asked", async () => {
    await house.account("kept");
    const { code, err } = await house.holdfast(["accounts", "erase", "kept"]);
    expect(code).toBe(2);
    expect(err).toContain("--yes");
    expect(await house.json("accounts", "show", "kept")).toMatchObject({ state: "active" });
  });
});

describe("migrate", () => {
  test("brings the databases of dedicated accounts to the newest schema too [C-061]", async () => {
    const id = await house.account("old", "dedicated");
    const database = house.cluster.names.dedicated(id);
    await house.cluster.asOwner("eu", database, async (owner) => {
      await owner`alter table sessions drop column refresh_key_sealed`;
      await owner`delete from holdfast_migrations where name = '0004_refresh_keys.sql'`;
    });
    const migrated = await house.holdfast(["migrate"]);
    expect(migrated.code).toBe(0);
    expect(migrated.out).toMatch(new RegExp(`${database} +0004_refresh_keys.sql`));
    expect((await house.holdfast(["migrate"])).out).toContain("0 databases migrated");
  });
});
