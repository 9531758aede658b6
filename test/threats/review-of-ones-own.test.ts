import { createHash, randomBytes } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { ReviewItemView, ReviewKind, ReviewView } from "../../packages/contract/src/index.ts";
import { canonicalJson } from "../../packages/proof/src/index.ts";
import { days } from "../../packages/server/src/kernel/clock.ts";
import { enforceRetention } from "../../packages/server/src/operations/retention/index.ts";
import { type Deployment, type Member, signInAs, startDeployment } from "../support/deployment.ts";
import { eventsOf } from "../support/events.ts";

/** Access reviews, and ways to make one say what is not so: about oneself, above oneself, half done, or changed later. */
let holdfast: Deployment;

beforeAll(async () => {
  holdfast = await startDeployment();
});
afterAll(() => holdfast.stop());

const send = (by: Member, method: "GET" | "POST" | "PATCH" | "DELETE", url: string, body?: unknown) =>
  holdfast.call({ method, url, token: by.token, ...(body !== undefined && { body }) });
const codeOf = (answer: { json(): { code: string } }): string => answer.json().code;

async function start(by: Member): Promise<ReviewView> {
  const answer = await send(by, "POST", "/v1/reviews");
  if (answer.statusCode !== 201) throw new Error(`a review was answered ${answer.statusCode}: ${answer.body}`);
  return answer.json();
}

async function itemsOf(by: Member, { id }: ReviewView): Promise<ReviewItemView[]> {
  const items: ReviewItemView[] = [];
  for (let cursor = ""; ;) {
    const page = (await send(by, "GET", `/v1/reviews/${id}/items?limit=2${cursor}`)).json();
    items.push(...page.items);
    if (page.nextCursor === null) return items;
    cursor = `&cursor=${page.nextCursor}`;
  }
}

const decide = (by: Member, { id }: ReviewView, item: number, decision: "keep" | "remove") =>
  send(by, "PATCH", `/v1/reviews/${id}`, { item, decision });
const sign = (by: Member, { id }: ReviewView) => send(by, "POST", `/v1/reviews/${id}/sign`);

function omitNames(item: ReviewItemView): Omit<ReviewItemView, "name" | "roleName"> {
  const { name: _name, roleName: _roleName, ...rest } = item;
  return rest;
}

async function numberOf(by: Member, review: ReviewView, kind: ReviewKind, subject: string): Promise<number> {
  const found = (await itemsOf(by, review)).find((one) => one.kind === kind && one.subject === subject);
  if (found === undefined) throw new Error(`the review has no ${kind} ${subject}`);
  return found.item;
}

async function keepAllOthers(by: Member, review: ReviewView): Promise<void> {
  const open = (await itemsOf(by, review)).filter(({ user, outcome }) => user !== by.userId && outcome === null);
  for (const { item } of open) expect((await decide(by, review, item, "keep")).statusCode).toBe(200);
}

async function invite(by: Member): Promise<string> {
  const email = `new-${randomBytes(5).toString("hex")}@example.com`;
  return (await send(by, "POST", "/v1/invitations", { email, role: "developer" })).json().id;
}

describe("a review", () => {
  test("lists members, own roles, live sessions and invitations, each once [C-171] [C-344] [C-346]", async () => {
    const owner = await holdfast.account();
    const developer = await holdfast.member(owner, "developer");
    const invitation = await invite(owner);
    const role = { name: "Auditor", summary: null, rights: ["audit:read"] };
    const own = (await send(owner, "POST", "/v1/roles", role)).json().id;
    const review = await start(owner);
    const items = await itemsOf(owner, review);
    expect(items.map(({ item }) => item)).toEqual(items.map((_, n) => n + 1));
    const subjects = items.map(({ kind, subject }) => `${kind} ${subject}`).sort();
    expect(subjects).toEqual(
      [
        `member ${owner.userId}`,
        `member ${developer.userId}`,
        `session ${owner.sessionId}`,
        `session ${developer.sessionId}`,
        `invitation ${invitation}`,
        `role ${own}`,
      ].sort(),
    );
    expect(items.find(({ subject }) => subject === developer.userId)).toMatchObject({
      user: developer.userId,
      role: "developer",
      name: "Grace Hopper",
      outcome: null,
    });
    expect(codeOf(await send(owner, "POST", "/v1/reviews"))).toBe("review.under_way");
  });

  test("names people and roles as they are called now, also one that was renamed since, and keeps ids for evidence [C-171]", async () => {
    const owner = await holdfast.account();
    const role = { name: "Auditor", summary: null, rights: ["audit:read"] };
    const { id } = (await send(owner, "POST", "/v1/roles", role)).json();
    const auditor = await holdfast.member(owner, id);
    const review = await start(owner);
    const named = async (subject: string) => {
      const found = (await itemsOf(owner, review)).find((item) => item.subject === subject);
      return [found?.role, found?.roleName, found?.name];
    };
    expect(await named(owner.userId)).toEqual(["root", "Root", "Ada Lovelace"]);
    expect(await named(id)).toEqual([id, "Auditor", null]);
    const renamed = await holdfast.call({
      method: "PUT",
      url: `/v1/roles/${id}`,
      token: owner.token,
      body: { ...role, name: "Inspector" },
    });
    expect(renamed.statusCode).toBe(200);
    expect(await named(auditor.userId)).toEqual([id, "Inspector", "Grace Hopper"]);
    expect(await named(id)).toEqual([id, "Inspector", null]);
    const item = await numberOf(owner, review, "member", auditor.userId);
    expect((await decide(owner, review, item, "keep")).json().item).toMatchObject({ roleName: "Inspector" });
    expect((await send(owner, "DELETE", `/v1/users/${auditor.userId}`)).statusCode).toBe(200);
    expect((await send(owner, "DELETE", `/v1/roles/${id}`)).statusCode).toBe(200);
    expect(await named(auditor.userId)).toEqual([id, null, null]);
  });

  test("removes at once what it removes: a member, a session, a key, an invitation, a role [C-171] [C-174]", async () => {
    const owner = await holdfast.account();
    const [leaver, stayer] = [await holdfast.member(owner, "developer"), await holdfast.member(owner, "developer")];
    const phone = await signInAs(holdfast, stayer);
    const invitation = await invite(owner);
    const own = (await send(owner, "POST", "/v1/roles", { name: "Old", summary: null, rights: [] })).json().id;
    const made = await send(stayer, "POST", "/v1/keys", { name: "Deploy", scopes: ["account:read"] });
    const { key, secret } = made.json();
    const withKey = () => send({ ...stayer, token: secret }, "GET", "/v1/account");
    expect((await withKey()).statusCode).toBe(200);
    const review = await start(owner);
    const removals = [
      ["member", leaver.userId],
      ["session", phone.sessionId],
      ["key", key.id],
      ["invitation", invitation],
      ["role", own],
    ] as const;
    for (const [kind, subject] of removals) {
      const answer = await decide(owner, review, await numberOf(owner, review, kind, subject), "remove");
      expect([kind, answer.json().item?.outcome]).toEqual([kind, "removed"]);
    }
    const me = async ({ token }: Member) => (await holdfast.call({ method: "GET", url: "/v1/me", token })).statusCode;
    expect([await me(leaver), await me(phone), await me(stayer)]).toEqual([401, 401, 200]);
    expect((await withKey()).statusCode).toBe(401);
    expect((await send(owner, "GET", "/v1/invitations")).json().items).toEqual([]);
    expect((await send(owner, "GET", "/v1/roles")).body).not.toContain(own);
    const gone = await numberOf(owner, review, "session", leaver.sessionId);
    expect((await decide(owner, review, gone, "remove")).json().item.outcome).toBe("gone");
    const again = await decide(owner, review, await numberOf(owner, review, "member", leaver.userId), "keep");
    expect(codeOf(again)).toBe("review.item_removed");
  });

  test("is signed when everything is decided, and its digest in the log proves what was decided [C-171] [C-174]", async () => {
    const owner = await holdfast.account();
    await holdfast.member(owner, "developer");
    const review = await start(owner);
    expect(codeOf(await sign(owner, review))).toBe("review.undecided");
    await keepAllOthers(owner, review);
    const signed = (await sign(owner, review)).json();
    expect(signed).toMatchObject({ signedBy: owner.userId, counts: { items: 4, kept: 2, removed: 0, open: 2 } });
    const [event] = await eventsOf(holdfast, owner, { event: "review.signed", target: review.id });
    expect(event?.details).toMatchObject({ digest: signed.digest, kept: 2, own_undecided: 2 });
    const bare = (await itemsOf(owner, review)).map((item) => omitNames(item));
    expect(createHash("sha256").update(canonicalJson(bare)).digest("hex")).toBe(signed.digest);
  });

  test("is told to the administrators when the policy asks for one, once a week [C-171]", async () => {
    const owner = await holdfast.account({ preset: "quivaworks" });
    const due = () =>
      holdfast.inbox.list().filter(({ to, subject }) => to === owner.email && subject.includes("Time to review"))
        .length;
    await enforceRetention(holdfast.runtime);
    holdfast.advance(days(33));
    await enforceRetention(holdfast.runtime);
    await enforceRetention(holdfast.runtime);
    await expect.poll(due, { timeout: 5000 }).toBe(1);
  });
});

describe("a reviewer", () => {
  test("decides neither about themselves nor about who may do more, and such a review is not signed [C-161] [C-171]", async () => {
    const owner = await holdfast.account();
    const admin = await holdfast.member(owner, "admin");
    const review = await start(admin);
    for (const decision of ["keep", "remove"] as const) {
      const mine = await numberOf(admin, review, "member", admin.userId);
      expect(codeOf(await decide(admin, review, mine, decision))).toBe("review.item_own");
      const session = await numberOf(admin, review, "session", admin.sessionId);
      expect(codeOf(await decide(admin, review, session, decision))).toBe("review.item_own");
      const above = await numberOf(admin, review, "member", owner.userId);
      expect(codeOf(await decide(admin, review, above, decision))).toBe("role.exceeds_own");
      const theirs = await numberOf(admin, review, "session", owner.sessionId);
      expect(codeOf(await decide(admin, review, theirs, decision))).toBe("role.exceeds_own");
    }
    expect(codeOf(await sign(admin, review))).toBe("review.undecided");
    await keepAllOthers(owner, review);
    expect((await sign(owner, review)).statusCode).toBe(200);
  });

  test("does not sign off their own when somebody else could decide about it", async () => {
    const owner = await holdfast.account();
    const second = await holdfast.member(owner, "root");
    const review = await start(owner);
    await keepAllOthers(owner, review);
    expect(codeOf(await sign(owner, review))).toBe("review.undecided");
    await keepAllOthers(second, review);
    expect((await sign(owner, review)).json()).toMatchObject({ counts: { open: 0 } });
  });

  test("removes nothing by a review that they may not remove without one [C-161]", async () => {
    const owner = await holdfast.account();
    const role = { name: "Reviewer", summary: null, rights: ["reviews:write", "audit:read", "account:read"] };
    const id = (await send(owner, "POST", "/v1/roles", role)).json().id;
    const reviewer = await holdfast.member(owner, id);
    const other = await holdfast.member(owner, id);
    const review = await start(reviewer);
    const item = await numberOf(reviewer, review, "member", other.userId);
    expect(codeOf(await decide(reviewer, review, item, "remove"))).toBe("right.missing");
    expect((await holdfast.call({ method: "GET", url: "/v1/me", token: other.token })).statusCode).toBe(200);
    expect((await decide(reviewer, review, item, "keep")).statusCode).toBe(200);
  });
});

describe("a signed review", () => {
  test("cannot be changed over the API, nor by the program's own role in the database", async () => {
    const owner = await holdfast.account();
    const member = await holdfast.member(owner, "developer");
    const review = await start(owner);
    await keepAllOthers(owner, review);
    await sign(owner, review);
    const before = JSON.stringify(await itemsOf(owner, review));
    const item = await numberOf(owner, review, "member", member.userId);
    expect(codeOf(await decide(owner, review, item, "remove"))).toBe("review.signed");
    expect(codeOf(await sign(owner, review))).toBe("review.signed");
    expect(codeOf(await send(owner, "DELETE", `/v1/reviews/${review.id}`))).toBe("review.signed");
    const { cluster } = holdfast.runtime;
    const inDatabase = (change: "items" | "review" | "more") =>
      cluster.cell("eu", cluster.names.cell("eu")).begin(async (sql) => {
        await sql`select set_config('holdfast.account_id', ${owner.accountId}, true)`;
        if (change === "items") await sql`update review_items set outcome = 'removed' where review_id = ${review.id}`;
        if (change === "review") await sql`update reviews set digest = 'x' where id = ${review.id}`;
        if (change === "more") {
          await sql`
            insert into review_items (account_id, review_id, item, kind, subject, since)
            values (${owner.accountId}, ${review.id}, 99, 'member', 'x', now())`;
        }
      });
    for (const change of ["items", "review", "more"] as const) {
      await expect(inDatabase(change)).rejects.toThrow("a signed review does not change");
    }
    expect(JSON.stringify(await itemsOf(owner, review))).toBe(before);
  });

  test("outlives who it was about, without their name [C-306]", async () => {
    const owner = await holdfast.account();
    const member = await holdfast.member(owner, "developer");
    const review = await start(owner);
    await keepAllOthers(owner, review);
    await sign(owner, review);
    await send(owner, "DELETE", `/v1/users/${member.userId}`);
    const found = (await itemsOf(owner, review)).find(({ subject }) => subject === member.userId);
    expect(found).toMatchObject({ name: null, outcome: "kept" });
  });

  test("is invisible to another account, as one that is under way is [C-063] [C-064]", async () => {
    const [owner, stranger] = [await holdfast.account(), await holdfast.account()];
    const review = await start(owner);
    for (const url of [`/v1/reviews/${review.id}`, `/v1/reviews/${review.id}/items`]) {
      expect(codeOf(await send(stranger, "GET", url))).toBe("review.not_found");
    }
    expect(codeOf(await decide(stranger, review, 1, "remove"))).toBe("review.not_found");
    expect(codeOf(await sign(stranger, review))).toBe("review.not_found");
    expect(codeOf(await send(stranger, "DELETE", `/v1/reviews/${review.id}`))).toBe("review.not_found");
    expect((await send(stranger, "GET", "/v1/reviews")).json().items).toEqual([]);
    expect((await send(owner, "DELETE", `/v1/reviews/${review.id}`)).statusCode).toBe(200);
    expect((await start(owner)).counts.items).toBe(2);
  });
});
