import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { newId } from "../../packages/server/src/kernel/ids.ts";
import { openDirectoryKeys } from "../../packages/server/src/tenancy/keys/index.ts";
import {
  type Deployment,
  goodPassword,
  mailedToken,
  type Member,
  publicUrl,
  signInAs,
  startDeployment,
} from "../support/deployment.ts";

/**
 * A token made for one purpose is refused for every other (CVE-2026-110862, CVE-2026-110864, CVE-2026-121802 were exactly
 * that, in another product): every kind of token is tried at every place that takes one.
 */
let holdfast: Deployment;
let victim: Member;
let stranger: Member;
const tokens = new Map<string, string>();

beforeAll(async () => {
  holdfast = await startDeployment();
  victim = await holdfast.account();
  stranger = await holdfast.account();
  tokens.set("an access token", victim.token);
  tokens.set("a refresh token", victim.refreshToken);
  tokens.set("a reset token", await resetTokenOf(victim));
  const pending = await pendingOwner();
  tokens.set("a verification token", pending);
  tokens.set("a session's id", victim.sessionId);
  tokens.set("a user's id", victim.userId);
  tokens.set("the secret of a refresh token", victim.refreshToken.slice(-43));
  tokens.set("the secret of a reset token", pending.slice(-43));
});
afterAll(() => holdfast.stop());

async function resetTokenOf({ email }: Member): Promise<string> {
  await holdfast.call({ method: "POST", url: "/v1/auth/forgot-password", body: { email } });
  return mailedToken(holdfast.inbox, email, "/reset");
}

/** The token of an owner who has not confirmed their address yet. */
async function pendingOwner(): Promise<string> {
  const owner = { email: "pending@example.com", name: "Pending", password: goodPassword };
  await holdfast.call({
    method: "POST",
    url: "/v1/accounts",
    body: { name: "Pending", slug: "pending-account", region: "eu", owner },
  });
  return mailedToken(holdfast.inbox, owner.email, "/verify");
}

type Answer = Awaited<ReturnType<Deployment["call"]>>;
const sameSite = { "sec-fetch-site": "same-origin" };
const doors: Readonly<Record<string, { opensTo: string; knock: (token: string) => Promise<Answer> }>> = {
  "a bearer header": {
    opensTo: "an access token",
    knock: (token) => holdfast.call({ method: "GET", url: "/v1/me", token }),
  },
  "the access cookie": {
    opensTo: "an access token",
    knock: (token) =>
      holdfast.call({ method: "GET", url: "/v1/me", headers: { cookie: `__Host-holdfast-access=${token}` } }),
  },
  "a refresh body": {
    opensTo: "a refresh token",
    knock: (token) => holdfast.call({ method: "POST", url: "/v1/auth/refresh", body: { refreshToken: token } }),
  },
  "the refresh cookie": {
    opensTo: "a refresh token",
    knock: (token) =>
      holdfast.call({
        method: "POST",
        url: "/v1/auth/refresh",
        body: {},
        headers: { ...sameSite, cookie: `__Host-holdfast-refresh=${token}` },
      }),
  },
  "a verification": {
    opensTo: "a verification token",
    knock: (token) => holdfast.call({ method: "POST", url: "/v1/auth/verify-email", body: { token } }),
  },
  "a reset": {
    opensTo: "a reset token",
    knock: (token) =>
      holdfast.call({
        method: "POST",
        url: "/v1/auth/reset-password",
        body: { token, password: "orchid-lantern-47-velvet-moth" },
      }),
  },
};

describe.each(Object.entries(doors))("%s", (_name, { opensTo, knock }) => {
  test(`opens to ${opensTo} and to no other kind of token [C-004] [C-050]`, async () => {
    for (const [kind, token] of tokens) {
      if (kind === opensTo) continue;
      const answer = await knock(token);
      expect([kind, answer.statusCode]).toEqual([kind, expect.toSatisfy((status) => status === 400 || status === 401)]);
      expect(answer.body).not.toContain(token);
    }
    const answer = await knock(tokens.get(opensTo) ?? "");
    expect(answer.statusCode).toBe(200);
    // A reset ends the session whose tokens the other doors are tried with.
    if (opensTo === "a reset token") return;
    victim = await signInAs(holdfast, victim);
    tokens.set("an access token", victim.token).set("a refresh token", victim.refreshToken);
  });
});

describe("a token that names another account", () => {
  test("does not work there, and did nothing here [C-063] [C-070]", async () => {
    const member = await holdfast.member(stranger, "developer");
    const reset = await resetTokenOf(member);
    const elsewhere = reset.replace(stranger.accountId.slice(4), victim.accountId.slice(4));
    const nowhere = reset.replace(stranger.accountId.slice(4), newId("account", 1).slice(4));
    const use = (token: string) =>
      holdfast.call({
        method: "POST",
        url: "/v1/auth/reset-password",
        body: { token, password: "saffron-glacier-82-tin-whistle" },
      });
    for (const token of [elsewhere, nowhere]) {
      const answer = await use(token);
      expect([answer.statusCode, answer.json().code]).toEqual([400, "token.invalid"]);
    }
    expect((await use(reset)).statusCode).toBe(200);
  });
});

describe("a mailed token", () => {
  test("ends after its time", async () => {
    const late = await resetTokenOf(stranger);
    holdfast.advance(30 * 60_000 + 1);
    const answer = await doors["a reset"]?.knock(late);
    expect(answer?.json().code).toBe("token.invalid");
  });

  test("ends when a newer one for the same purpose is mailed", async () => {
    const first = await resetTokenOf(stranger);
    await holdfast.call({ method: "POST", url: "/v1/auth/forgot-password", body: { email: stranger.email } });
    await expect.poll(() => mailedToken(holdfast.inbox, stranger.email, "/reset")).not.toBe(first);
    expect((await doors["a reset"]?.knock(first))?.json().code).toBe("token.invalid");
  });

  test("stands in the fragment of its link, which no browser sends to a server", () => {
    const links = holdfast.inbox.list().flatMap(({ text }) => text.match(/https?:\/\/\S+/g) ?? []);
    expect(links.length).toBeGreaterThan(5);
    for (const link of links.map((each) => new URL(each))) {
      expect([link.origin, link.search, link.pathname.includes("hfm_")]).toEqual([publicUrl, "", false]);
    }
  });
});

describe("a key of the deployment", () => {
  test("opens nothing that another was made for: an index is not a token, nor a seal of another place [C-004]", async () => {
    const keys = await openDirectoryKeys(holdfast.runtime.directory.keys);
    const indexes = (["email", "slug", "limits"] as const).map((purpose) =>
      keys.index(purpose, victim.email).toString("hex"),
    );
    expect(new Set(indexes).size).toBe(3);
    const place = { purpose: "idempotency", table: "idempotency_keys", column: "sealed_answer", row: "1" } as const;
    const sealed = keys.seal(place, "an answer");
    expect(() => keys.open({ ...place, row: "2" }, sealed)).toThrow(Error);
    expect(() => keys.open({ ...place, purpose: "signing" }, sealed)).toThrow(Error);
  });
});
