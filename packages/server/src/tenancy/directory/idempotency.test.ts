import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Deployment, goodPassword, type Member, startDeployment } from "../../../../../test/support/deployment.ts";
import { failEveryCall } from "../../../../../test/support/faults.ts";
import { sha256 } from "../../kernel/bytes.ts";
import type { IdempotencyStore } from "../../platform/http/index.ts";

let house: Deployment;
let member: Member;
beforeAll(async () => {
  house = await startDeployment({ faults: true });
  member = await house.account();
});
afterAll(() => house.stop());

const table = () => house.runtime.cluster.directory;
const address = "10.9.8.7";

function accountBody(slug = `acme-${randomUUID().slice(0, 8)}`) {
  const owner = { email: `${slug}@example.com`, name: "Ada Lovelace", password: goodPassword };
  return { name: "Acme", slug, region: "eu", owner };
}

const signUp = (key: string, body: object, from = address) =>
  house.call({ method: "POST", url: "/v1/accounts", body, address: from, headers: { "idempotency-key": key } });

const role = (name: string) => ({ name, summary: null, rights: ["audit:read"] });
const createRole = (key: string, body: object, by = member) =>
  house.call({ method: "POST", url: "/v1/roles", body, token: by.token, headers: { "idempotency-key": key } });

async function rolesNamed(name: string, of = member): Promise<number> {
  const list = await house.call({ method: "GET", url: "/v1/roles", token: of.token });
  return list.json().items.filter((item: { name: string }) => item.name === name).length;
}

describe("a repeated creating call", () => {
  test("makes one account, however many send it at once", async () => {
    const [key, body] = [randomUUID(), accountBody()];
    const answers = await Promise.all(Array.from({ length: 20 }, () => signUp(key, body)));
    const made = answers.filter(({ statusCode }) => statusCode === 201);
    const others = answers.filter(({ statusCode }) => statusCode !== 201);
    expect(made.length).toBeGreaterThan(0);
    expect(new Set(made.map((answer) => answer.json().account.id)).size).toBe(1);
    expect(new Set(others.map((answer) => answer.json().code))).toEqual(new Set(["request.in_progress"]));
    expect(others.every(({ headers }) => headers["retry-after"] === "1")).toBe(true);
    expect((await signUp(key, body)).json()).toEqual(made[0]?.json());
  });

  test("is refused with another body, and the first one's answer stays", async () => {
    const [key, body] = [randomUUID(), accountBody()];
    const first = await signUp(key, body);
    const other = await signUp(key, { ...body, name: "Other" });
    expect([other.statusCode, other.json().code]).toEqual([409, "request.conflict"]);
    expect((await signUp(key, body)).json()).toEqual(first.json());
  });

  test("is invisible to another caller and to another account with the same key and body", async () => {
    const [key, body] = [randomUUID(), accountBody()];
    expect((await signUp(key, body)).statusCode).toBe(201);
    expect((await signUp(key, body, "10.9.8.8")).json().code).toBe("account.slug_taken");
    const stranger = await house.account();
    const first = await createRole(key, role("Night shift"));
    const theirs = await createRole(key, role("Night shift"), stranger);
    expect([first.statusCode, theirs.statusCode]).toEqual([201, 201]);
    expect(theirs.json().id).not.toBe(first.json().id);
  });

  test("runs anew when its key is a day old", async () => {
    const [key, name] = [randomUUID(), "Weekly"];
    await createRole(key, role(name));
    await table()`update idempotency_keys set created_at = now() - interval '25 hours'`;
    expect((await createRole(key, role(name))).json().code).toBe("role.name_taken");
  });

  test("may be corrected after a refusal", async () => {
    const key = randomUUID();
    await createRole(randomUUID(), role("Taken"));
    expect((await createRole(key, role("Taken"))).json().code).toBe("role.name_taken");
    expect((await createRole(key, role("Mended"))).statusCode).toBe(201);
  });
});

describe("a call whose end nobody knows", () => {
  const begin = (key: string, body: object): ReturnType<IdempotencyStore["begin"]> =>
    house.runtime.idempotency.begin({
      key,
      caller: member.userId,
      route: "roles.create",
      body,
      accountId: member.accountId,
    });

  test("is not run again after the process died between the work and its answer", async () => {
    const [key, name] = [randomUUID(), "Orphan"];
    await begin(key, role(name));
    expect((await createRole(key, role(name))).json().code).toBe("request.in_progress");
    await table()`update idempotency_keys set created_at = now() - interval '2 minutes'`;
    const later = await createRole(key, role(name));
    expect([later.statusCode, later.json().code]).toEqual([409, "request.outcome_unknown"]);
    expect(await rolesNamed(name)).toBe(0);
  });

  test("does not answer for the run that was given its key after a day", async () => {
    const [key, name] = [randomUUID(), "Late"];
    const late = await begin(key, role(name));
    await table()`update idempotency_keys set created_at = now() - interval '25 hours'`;
    const first = await createRole(key, role(name));
    if ("body" in late) throw new Error("the key was not free");
    await late.answered({ id: "an answer of the past" });
    await late.refused();
    expect((await createRole(key, role(name))).json()).toEqual(first.json());
  });

  test.each(["before", "after"] as const)(
    "takes effect once at most, and is not said to have failed when it did, with every call failing %s its effect",
    async (when) => {
      await failEveryCall(when, async (attempt, at) => {
        const [key, name] = [randomUUID(), `${when} ${at}`];
        const first = await attempt(() => createRole(key, role(name)));
        const again = await createRole(key, role(name));
        const made = await rolesNamed(name);
        const succeeded = [first, again].filter(({ statusCode }) => statusCode === 201);
        expect(made).toBeGreaterThanOrEqual(Math.min(1, succeeded.length));
        expect(made).toBeLessThan(2);
        // Both say the same, and what does not say that it was done says that nobody knows.
        expect(new Set(succeeded.map(({ body }) => body)).size).toBeLessThan(2);
        const told = again.statusCode === 201 ? "done" : again.json().code;
        expect(["done", "request.outcome_unknown", "request.in_progress"]).toContain(told);
      });
    },
    60_000,
  );

  test("answers its caller when only the answer could not be kept", async () => {
    const { idempotency } = house.runtime;
    const begin = idempotency.begin.bind(idempotency);
    const answered = () => Promise.reject(new Error("the directory is away"));
    Object.assign(idempotency, {
      begin: async (...request: Parameters<typeof begin>) => ({ ...(await begin(...request)), answered }),
    });
    try {
      expect((await createRole(randomUUID(), role("Kept"))).statusCode).toBe(201);
    } finally {
      Object.assign(idempotency, { begin });
    }
  });
});

describe("a stolen copy of the kept answers", () => {
  test("gives no password, address or key to try guesses against", async () => {
    const [key, body] = [randomUUID(), accountBody("copied-acme")];
    await signUp(key, body);
    const rows = await table()<{ key: Buffer; requestHash: Buffer; sealedAnswer: Buffer }[]>`
      select key, request_hash, sealed_answer from idempotency_keys`;
    const guesses = [JSON.stringify(body), key, goodPassword, `["content","address:${address}","accounts.create"]`];
    const hashes = guesses.map((guess) => sha256(guess).toString("hex"));
    for (const row of rows) {
      expect(hashes).not.toContain(row.requestHash.toString("hex"));
      expect(hashes).not.toContain(row.key.toString("hex"));
      expect(row.sealedAnswer?.includes("copied-acme") ?? false).toBe(false);
    }
  });

  test("does not show that two calls had the same body", async () => {
    await table()`delete from idempotency_keys`;
    const body = accountBody();
    for (const from of ["10.9.1.1", "10.9.1.2"]) await signUp("the-same-key", body, from);
    await signUp("another-key", body);
    const rows = await table()<{ n: number }[]>`
      select count(distinct request_hash) = count(*) as distinct from idempotency_keys`;
    expect(rows).toEqual([{ distinct: true }]);
  });
});
