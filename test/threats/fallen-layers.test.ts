import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Deployment, type Member, startDeployment } from "../support/deployment.ts";
import { asSuperuser, hasSuperuser } from "../support/superuser.ts";

/**
 * Defence in depth: each test gives the attacker one layer for nothing and shows that the next one holds. Infrastructure
 * is the way to the database, application the program, authentication the proof of who asks, data what is stored.
 */
let holdfast: Deployment;
let acme: Member;
let globex: Member;

beforeAll(async () => {
  holdfast = await startDeployment();
  [acme, globex] = [await holdfast.account(), await holdfast.account()];
});
afterAll(() => holdfast.stop());

const cellOf = () => holdfast.runtime.cluster.cell("eu", holdfast.runtime.cluster.names.cell("eu"));

describe("when infrastructure has fallen, and somebody speaks to the database as the server does", () => {
  test("the database shows no account's rows, changes none, and gives away none of its guards [C-002]", async () => {
    const cell = cellOf();
    for (const attack of [
      "select * from users",
      "select hash_sealed from passwords",
      "delete from audit_events",
      "update sessions set user_id = user_id",
    ]) {
      await expect(cell.unsafe(attack)).rejects.toMatchObject({ code: "HF001" });
    }
    for (const attack of [
      "alter table users disable row level security",
      "drop policy account on users",
      "create policy mine on users using (true)",
      "set row_security = off; select * from users",
      "set role postgres",
      "copy users to '/tmp/users'",
    ]) {
      await expect(cell.unsafe(attack)).rejects.toMatchObject({ code: expect.stringMatching(/^(42501|HF001|22023)$/) });
    }
  });
});

describe("when the application has fallen, and runs whatever SQL somebody wants in whatever account", () => {
  test("what it finds of another account stays sealed under keys of that account [C-002] [C-004]", async () => {
    const foreign = await cellOf().begin(async (sql) => {
      await sql`select set_config('holdfast.account_id', ${globex.accountId}, true)`;
      return sql<{ emailSealed: Uint8Array }[]>`select * from users`;
    });
    expect(foreign).toHaveLength(1);
    const row = Buffer.from(foreign[0]?.emailSealed ?? []).toString("latin1");
    expect(row.length).toBeGreaterThan(20);
    expect(row).not.toContain("example.com");
    // Moved into an account whose keys the attacker may use, it is no text either.
    await cellOf().begin(async (sql) => {
      await sql`select set_config('holdfast.account_id', ${acme.accountId}, true)`;
      await sql`update users set email_sealed = ${foreign[0]?.emailSealed ?? null} where id = ${acme.userId}`;
    });
    const answer = await holdfast.call({ method: "GET", url: "/v1/me", token: acme.token });
    expect(answer.json().code).toBe("internal");
    expect(answer.body).not.toContain(globex.email);
  });
});

describe("when authentication has fallen, and somebody holds the token of a member", () => {
  test("rights confine it, and other accounts are out of its reach [C-002] [C-003]", async () => {
    const stolen = await holdfast.member(globex, "billing");
    const ask = (method: "GET" | "DELETE" | "PUT", url: string, body?: object) =>
      holdfast.call({ method, url, token: stolen.token, ...(body !== undefined && { body }) });
    for (const url of ["/v1/users", "/v1/audit/events", `/v1/users/${globex.userId}/sessions`]) {
      expect([url, (await ask("GET", url)).statusCode]).toEqual([url, 403]);
    }
    expect((await ask("PUT", `/v1/users/${stolen.userId}/role`, { role: "root" })).statusCode).toBe(403);
    expect((await ask("DELETE", `/v1/sessions/${acme.sessionId}`)).statusCode).toBe(404);
    expect((await ask("DELETE", `/v1/sessions/${globex.sessionId}`)).statusCode).toBe(404);
  });
});

describe.runIf(hasSuperuser())("when the database has fallen, and somebody reads every row of it", () => {
  test("nothing that is found signs in, and no value is a person's [C-002] [C-047] [C-050]", async () => {
    const { names } = holdfast.runtime.cluster;
    const found = await asSuperuser(names.cell("eu"), async (sql) => {
      const rows: unknown[] = [];
      for (const table of ["users", "passwords", "sessions", "mail_tokens", "account_profiles"]) {
        rows.push(...(await sql.unsafe(`select * from ${table}`)));
      }
      return rows;
    });
    const values = found.flatMap((row) => Object.values(Object(row)));
    const texts = values.flatMap((value) =>
      typeof value === "string"
        ? [value]
        : value instanceof Uint8Array
          ? [Buffer.from(value).toString("base64url")]
          : [],
    );
    expect(texts.length).toBeGreaterThan(30);
    for (const secret of [acme.email, acme.password, acme.refreshToken, acme.token, "Ada Lovelace"]) {
      expect(texts.filter((text) => text.includes(secret))).toEqual([]);
    }
    for (const text of texts.slice(0, 60)) {
      const refreshed = await holdfast.call({ method: "POST", url: "/v1/auth/refresh", body: { refreshToken: text } });
      expect(refreshed.statusCode).toBeGreaterThanOrEqual(400);
      expect(refreshed.statusCode).toBeLessThan(500);
    }
  });
});
