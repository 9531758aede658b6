import type { EventView, RoleView, UserView } from "@holdfast/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { solvedCaptcha } from "../support/captcha.ts";
import { type Deployment, type Member, startDeployment } from "../support/deployment.ts";
import { eventsOf } from "../support/events.ts";
import { allPayloads, payloadsOf } from "./payloads.ts";

/** Text of SQL, HTML, shells, paths and spreadsheets, through every field: kept as it is or refused, and never more. */
let holdfast: Deployment;
let acme: Member;

const payloads = allPayloads();
/** What a name is: up to 120 characters, none of which breaks a line. */
// oxlint-disable-next-line no-control-regex -- it is control characters that are meant
const isName = (text: string): boolean => text.length <= 120 && !/[\u0000-\u001f\u007f\u2028\u2029]/.test(text);
const names = payloads.filter(isName);

beforeAll(async () => {
  holdfast = await startDeployment();
  acme = await holdfast.account();
});
afterAll(() => holdfast.stop());

type Answer = Awaited<ReturnType<Deployment["call"]>>;

/**
 * What is wrong with a refusal, or nothing. It says which field, never what was in it, and nobody mistakes it for a page.
 * Not for having sent too much (429): that would say nothing of the text.
 */
function faultOf(answer: Answer, payload: string): string | null {
  const { statusCode: status, headers, body } = answer;
  if (status < 400 || status >= 500 || status === 429) return `answered ${status}`;
  if (!String(headers["content-type"]).startsWith("application/problem+json")) return "not a problem";
  if (headers["x-content-type-options"] !== "nosniff" || "set-cookie" in headers) return "odd headers";
  return payload.length > 5 && body.includes(JSON.stringify(payload).slice(1, -1)) ? "echoes what was sent" : null;
}

async function inBatches<T>(items: readonly T[], size: number, work: (item: T, index: number) => Promise<unknown>) {
  for (let at = 0; at < items.length; at += size) {
    await Promise.all(items.slice(at, at + size).map((item, i) => work(item, at + i)));
  }
}

async function allOf<T>(url: string, token: string): Promise<T[]> {
  const items: T[] = [];
  for (let cursor = ""; ;) {
    const page = (await holdfast.call({ method: "GET", url: `${url}?limit=200${cursor}`, token })).json();
    items.push(...page.items);
    if (page.nextCursor === null) return items;
    cursor = `&cursor=${page.nextCursor}`;
  }
}

test("there are lists to try", () => {
  expect(payloads.length).toBeGreaterThan(450);
  expect(names.length).toBeGreaterThan(350);
});

let network = 0;
/** Signs in as somebody who is tried so often that each try takes a CAPTCHA. */
async function signInAgain(body: Record<string, string>, headers: Record<string, string> = {}) {
  const address = `10.66.${(network += 1)}.6`;
  const captcha = await solvedCaptcha(holdfast, "sign_in", address);
  return holdfast.call({ method: "POST", url: "/v1/auth/sign-in", body: { ...body, captcha }, headers, address });
}

describe("hostile text", () => {
  test("in people's names is kept to the letter [C-255] [C-264]", async () => {
    const users = names.map((name, i) => ({
      email: `n${i}@example.com`,
      name,
      role: "developer",
      emailVerified: true,
    }));
    for (let at = 0; at < users.length; at += 100) {
      const body = { users: users.slice(at, at + 100) };
      const answer = await holdfast.call({ method: "POST", url: "/v1/users/import", token: acme.token, body });
      expect(answer.statusCode).toBe(201);
    }
    const stored = new Map((await allOf<UserView>("/v1/users", acme.token)).map(({ email, name }) => [email, name]));
    for (const { email, name } of users) expect(stored.get(email)).toBe(name);
  });

  test("that is no name is refused as one, for people, accounts and roles [C-264]", async () => {
    const others = payloads.filter((payload) => !isName(payload));
    expect(others.length).toBeGreaterThan(5);
    await inBatches(others, 10, async (name) => {
      const owner = { email: "x@example.com", name, password: acme.password };
      const account = { name: "X", slug: "hostile-name", region: "eu", owner };
      for (const request of [
        { method: "PATCH", url: "/v1/me", body: { name } },
        { method: "PATCH", url: "/v1/account", body: { name } },
        { method: "POST", url: "/v1/roles", body: { name, summary: null, rights: [] } },
        { method: "POST", url: "/v1/accounts", body: account },
        { method: "POST", url: "/v1/accounts", body: { ...account, name, owner: { ...owner, name: "X" } } },
      ] as const) {
        expect([name, faultOf(await holdfast.call({ ...request, token: acme.token }), name)]).toEqual([name, null]);
      }
    });
  });

  test("in the summaries of roles is kept to the letter, line breaks and all [C-255] [C-264]", async () => {
    const globex = await holdfast.account();
    const fitting = payloads.filter(({ length }) => length <= 300);
    await inBatches(fitting, 20, async (summary, i) => {
      const body = { name: `Role ${i}`, summary, rights: [] };
      const answer = await holdfast.call({ method: "POST", url: "/v1/roles", token: globex.token, body });
      expect([summary, answer.statusCode]).toEqual([summary, 201]);
    });
    const listed = await holdfast.call({ method: "GET", url: "/v1/roles", token: globex.token });
    const items: RoleView[] = listed.json().items;
    const stored = new Map(items.map(({ name, summary }) => [name, summary]));
    for (const [i, summary] of fitting.entries()) expect(stored.get(`Role ${i}`)).toBe(summary);
  });

  test("in reasons, renamings and user agents reaches the audit log to the letter [C-255] [C-264]", async () => {
    const initech = await holdfast.account();
    const some = payloadsOf("xss_rsnake.txt").concat(payloadsOf("sqli_polyglots.txt"), payloadsOf("csv_formula.json"));
    const reasons = some.filter(({ length }) => length >= 10);
    for (const [i, reason] of reasons.entries()) {
      const { version, settings } = (
        await holdfast.call({ method: "GET", url: "/v1/policy", token: initech.token })
      ).json();
      const body = { version, settings: { ...settings, accessTokenMinutes: 16 + i }, reason };
      const answer = await holdfast.call({ method: "PUT", url: "/v1/policy", token: initech.token, body });
      expect([reason, answer.statusCode]).toEqual([reason, 200]);
    }
    const changes = await eventsOf(holdfast, initech, { event: "policy.changed" });
    expect(changes.map(({ personal }) => personal?.["reason"]).reverse()).toEqual(reasons);

    const agents = some.filter(isName).filter((text) => /^[\x20-\x7e]+$/.test(text));
    for (const agent of agents) {
      await signInAgain({ email: initech.email, password: "wrong" }, { "user-agent": agent });
    }
    const refused = await eventsOf(holdfast, initech, { event: "session.refused" });
    expect(refused.map(({ personal }) => personal?.["device"]).reverse()).toEqual(agents);
  });

  test("as a user agent names no device: the list of sessions shows words of ours alone [C-128]", async () => {
    for (const agent of payloadsOf("xss_brutelogic.txt").filter((text) => /^[\x20-\x7e]+$/.test(text))) {
      const body = { email: acme.email, password: acme.password, account: acme.slug };
      const headers = { "user-agent": agent, "sec-ch-ua-platform": agent };
      const answer = await signInAgain(body, headers);
      expect(JSON.stringify(answer.json().session.device)).not.toMatch(/[<>]|alert|script/i);
    }
  });
});

describe("a sign-in", () => {
  test("is not talked round by SQL or operators, in address, account or password [C-255]", async () => {
    const bypasses = payloadsOf("sqli_auth_bypass.txt").concat(
      payloadsOf("nosql.txt"),
      payloadsOf("sqli_generic_error.txt"),
    );
    await inBatches(bypasses, 15, async (payload, i) => {
      const good = { email: acme.email, password: acme.password };
      for (const body of [
        { ...good, email: payload },
        { ...good, email: `bypass${i}@example.com`, password: payload },
        // At somebody else each time: tries at one person take CAPTCHAs, and would not get as far.
        { ...good, email: `other${i}@example.com`, account: payload },
      ]) {
        expect([
          payload,
          faultOf(await holdfast.call({ method: "POST", url: "/v1/auth/sign-in", body }), payload),
        ]).toEqual([payload, null]);
      }
    });
  });

  test("takes text, and no object in its place [C-255]", async () => {
    for (const odd of [{ $gt: "" }, { $ne: null }, ["a"], [acme.password], 0, true, null, { toString: "x" }]) {
      for (const field of ["email", "password", "account"]) {
        const body = { email: acme.email, password: acme.password, account: acme.slug, [field]: odd };
        const answer = await holdfast.call({ method: "POST", url: "/v1/auth/sign-in", body });
        expect([field, answer.json().code]).toEqual([field, "request.malformed"]);
      }
    }
  });
});

describe("a path or a query", () => {
  test("with hostile text finds nothing, and is answered as any other that finds nothing [C-255] [C-260]", async () => {
    await inBatches(payloads, 20, async (payload) => {
      const text = encodeURIComponent(payload);
      for (const url of [
        `/v1/users/${text}/sessions`,
        `/v1/audit/events/${text}/proof`,
        `/v1/audit/log/tile/${text}`,
      ]) {
        expect([payload, faultOf(await holdfast.call({ method: "GET", url, token: acme.token }), payload)]).toEqual([
          payload,
          null,
        ]);
      }
    });
    await inBatches(payloads, 20, async (payload) => {
      const text = encodeURIComponent(payload);
      const answer = await holdfast.call({
        method: "GET",
        url: `/v1/audit/events?actor=${text}&event=${text}`,
        token: acme.token,
      });
      const items: EventView[] = answer.statusCode === 200 ? answer.json().items : [];
      expect([payload, answer.statusCode < 500, items]).toEqual([payload, true, []]);
      const page = await holdfast.call({ method: "GET", url: `/v1/users?cursor=${text}`, token: acme.token });
      expect([payload, page.statusCode < 500]).toEqual([payload, true]);
    });
  });

  test("twice in a query is refused, not guessed at", async () => {
    for (const url of [
      "/v1/audit/events?limit=1&limit=200",
      "/v1/audit/events?event=a&event=b",
      "/v1/users?limit[]=1",
    ]) {
      const answer = await holdfast.call({ method: "GET", url, token: acme.token });
      expect([url, answer.json().code]).toEqual([url, "request.malformed"]);
    }
  });
});

describe("after all that", () => {
  test("the house still stands", async () => {
    const { accessToken: token } = (
      await signInAgain({ email: acme.email, password: acme.password, account: acme.slug })
    ).json();
    expect((await holdfast.call({ method: "GET", url: "/v1/me", token })).json().user.name).toBe("Ada Lovelace");
    expect(holdfast.logLines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });
});
