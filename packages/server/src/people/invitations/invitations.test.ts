import { randomBytes } from "node:crypto";

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
import { everyPage } from "../../../../../test/support/pages.ts";
import { days } from "../../kernel/clock.ts";
import { type AccountScope, withAccount } from "../../tenancy/directory/index.ts";
import { lockUser } from "../users/index.ts";
import { deleteExpiredInvitations } from "./index.ts";
import { giveInvitations } from "./store.ts";

let holdfast: Deployment;
let owner: Member;
let admin: Member;
let stranger: Member;

beforeAll(async () => {
  holdfast = await startDeployment();
  owner = await holdfast.account();
  admin = await holdfast.member(owner, "admin");
  stranger = await holdfast.account();
});
afterAll(() => holdfast.stop());

const post = (url: string, body: unknown, by?: Member) =>
  holdfast.call({ method: "POST", url, body, ...(by !== undefined && { token: by.token }) });
const codeOf = (answer: { json(): { code: string } }): string => answer.json().code;
const someAddress = (): string => `grace-${randomBytes(5).toString("hex")}@example.com`;
const accept = (token: string, extra: object = {}) =>
  post("/v1/invitations/accept", { token, name: "Grace Hopper", password: goodPassword, ...extra });
const list = async (by = admin, query = "") =>
  (await holdfast.call({ method: "GET", url: `/v1/invitations?limit=200${query}`, token: by.token })).json();

async function invited(role = "developer", by = admin) {
  const email = someAddress();
  const answer = await post("/v1/invitations", { email, role, name: "Grace" }, by);
  expect(answer.statusCode).toBe(201);
  return { email, invitation: answer.json(), token: await mailedToken(holdfast.inbox, email, "/join") };
}

/** Lets time pass for one invitation alone: sessions of the test go on. */
const age = (id: string, ms: number) =>
  withAccount(
    holdfast.runtime.directory,
    owner.accountId,
    ({ sql }) => sql`
      update invitations set expires_at = expires_at - make_interval(secs => ${ms / 1000}) where id = ${id}`,
  );

describe("an invitation", () => {
  test("brings a person into the account, with a verified address and the invited role [C-176]", async () => {
    const { email, invitation, token } = await invited();
    expect(invitation).toMatchObject({
      email,
      name: "Grace",
      role: "developer",
      invitedBy: admin.userId,
      expired: false,
    });
    const preview = await post("/v1/invitations/preview", { token });
    expect(preview.json()).toMatchObject({
      account: { slug: owner.slug },
      email,
      role: "Developer",
      passwordMinLength: 15,
    });
    const joined = await accept(token);
    expect(joined.statusCode).toBe(201);
    expect(joined.json()).toMatchObject({
      user: { email, name: "Grace Hopper", role: "developer", emailVerified: true, suspended: false },
      account: { slug: owner.slug },
    });
    const userId = joined.json().user.id;
    const who = { email, password: goodPassword, slug: owner.slug, accountId: owner.accountId, userId };
    await expect(signInAs(holdfast, who)).resolves.toMatchObject({ userId });
    const [created] = await eventsOf(holdfast, owner, { event: "user.created", target: userId });
    expect(created).toMatchObject({
      details: { role: "developer", invitation: invitation.id, invitedBy: admin.userId },
    });
    expect((await list()).items.map(({ id }: { id: string }) => id)).not.toContain(invitation.id);
  });

  test("tells the administrators that somebody was invited, and that somebody joined [C-186]", async () => {
    const { token } = await invited();
    await accept(token);
    for (const subject of ["Somebody was invited", "has a new member"]) {
      await expect
        .poll(() => holdfast.inbox.list().some((mail) => mail.to === owner.email && mail.subject.includes(subject)), {
          timeout: 5000,
        })
        .toBe(true);
    }
  });

  test("works once", async () => {
    const { token } = await invited();
    expect((await accept(token)).statusCode).toBe(201);
    const again = await accept(token);
    expect([again.statusCode, again.json().code]).toEqual([400, "token.invalid"]);
  });

  test("is refused a bad password and can still be accepted", async () => {
    const { token } = await invited();
    expect((await accept(token, { password: "short" })).json().code).toBe("password.too_short");
    expect((await accept(token)).statusCode).toBe(201);
  });

  test("is accepted without a password where mailed links sign in, and nowhere else [C-118] [C-176]", async () => {
    const { token } = await invited();
    expect((await post("/v1/invitations/preview", { token })).json()).toMatchObject({ ways: ["password", "passkey"] });
    const refused = await post("/v1/invitations/accept", { token, name: "Grace Hopper" });
    expect([refused.statusCode, codeOf(refused)]).toEqual([400, "request.malformed"]);
    expect((await accept(token)).statusCode).toBe(201);

    const civiq = await holdfast.account({ preset: "civiq" });
    const offer = await invited("developer", civiq);
    expect((await post("/v1/invitations/preview", { token: offer.token })).json()).toMatchObject({
      ways: ["password", "passkey", "magic_link"],
    });
    const joined = await post("/v1/invitations/accept", { token: offer.token, name: "Grace Hopper" });
    expect(joined.statusCode).toBe(201);
    for (const password of [" ", goodPassword]) {
      const body = { email: offer.email, password, account: civiq.slug };
      expect((await post("/v1/auth/sign-in", body)).statusCode).toBe(401);
    }
    await post("/v1/auth/magic-link", { email: offer.email, account: civiq.slug });
    const link = await mailedToken(holdfast.inbox, offer.email, "/magic-link");
    const signedIn = await post("/v1/auth/magic-link/redeem", { token: link });
    expect([signedIn.statusCode, signedIn.json().session.methods]).toEqual([200, ["magic_link"]]);
  });

  test("ends after seven days, can be sent again, and the old link stays dead", async () => {
    const { email, invitation, token } = await invited();
    expect(Date.parse(invitation.expiresAt) - Date.parse(invitation.createdAt)).toBe(days(7));
    await age(invitation.id, days(7));
    expect((await accept(token)).json().code).toBe("token.invalid");
    const listed = (await list()).items.find(({ id }: { id: string }) => id === invitation.id);
    expect(listed).toMatchObject({ expired: true });
    const resent = await post(`/v1/invitations/${invitation.id}/resend`, undefined, owner);
    expect(resent.json()).toMatchObject({ expired: false, invitedBy: owner.userId });
    await expect.poll(() => holdfast.inbox.list().filter(({ to }) => to === email).length, { timeout: 5000 }).toBe(2);
    const fresh = await mailedToken(holdfast.inbox, email, "/join");
    expect((await accept(token)).json().code).toBe("token.invalid");
    expect((await accept(fresh)).statusCode).toBe(201);
  });

  test("that is withdrawn opens nothing", async () => {
    const { invitation, token } = await invited();
    const gone = await holdfast.call({ method: "DELETE", url: `/v1/invitations/${invitation.id}`, token: admin.token });
    expect(gone.statusCode).toBe(200);
    expect((await accept(token)).json().code).toBe("token.invalid");
    expect((await post("/v1/invitations/preview", { token })).json().code).toBe("token.invalid");
  });

  test("is one per address, and none for somebody who is there", async () => {
    const { email } = await invited();
    const second = await post("/v1/invitations", { email: email.toUpperCase(), role: "monitor" }, owner);
    expect(second.json().code).toBe("invitation.exists");
    const known = await post("/v1/invitations", { email: owner.email, role: "monitor" }, admin);
    expect(known.json().code).toBe("user.address_taken");
  });

  test("of an address that became a user meanwhile opens nothing", async () => {
    const { email, token } = await invited();
    const users = [{ email, name: "Grace", role: "monitor", emailVerified: true }];
    expect((await post("/v1/users/import", { users }, owner)).statusCode).toBe(201);
    expect((await accept(token)).json().code).toBe("token.invalid");
  });

  test("that nobody accepted is deleted once it is out of date for long enough", async () => {
    const { invitation } = await invited();
    const isListed = async () => (await list()).items.some(({ id }: { id: string }) => id === invitation.id);
    const tidy = () =>
      withAccount(holdfast.runtime.directory, owner.accountId, (scope) =>
        deleteExpiredInvitations(scope, holdfast.now() - days(30)),
      );
    await age(invitation.id, days(36));
    await tidy();
    expect(await isListed()).toBe(true);
    await age(invitation.id, days(2));
    await tidy();
    expect(await isListed()).toBe(false);
  });

  /** Whether somebody waits in the database of an account for what somebody else holds. */
  const someoneWaits = async ({ sql }: AccountScope): Promise<boolean> => {
    const waiting = await sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    return waiting.length > 0;
  };

  test("that is handed over while it is accepted holds neither up, and is accepted a moment later", async () => {
    const [leaver, heir] = [await holdfast.member(owner, "admin"), await holdfast.member(owner, "admin")];
    const { token } = await invited("developer", leaver);
    const answers: Promise<{ statusCode: number }>[] = [];
    await withAccount(holdfast.runtime.directory, owner.accountId, async (scope) => {
      await lockUser(scope, leaver.userId);
      answers.push(accept(token));
      await expect.poll(() => someoneWaits(scope), { interval: 20 }).toBe(true);
      expect(await giveInvitations(scope, leaver.userId, heir.userId)).toBe(1);
    });
    expect((await Promise.all(answers)).map(({ statusCode }) => statusCode)).toEqual([503]);
    expect((await accept(token)).statusCode).toBe(201);
  });

  test("is listed page after page, newest first, each once, however many there are", async () => {
    const house = await holdfast.account();
    const ids = [];
    for (let n = 0; n < 5; n += 1) ids.push((await invited("developer", house)).invitation.id);
    const seen = await everyPage<{ id: string }>(holdfast, house, "/v1/invitations?limit=2");
    expect(seen.map(({ id }) => id)).toEqual(ids.toReversed());
    expect((await list(stranger, `&cursor=${ids[4]}`)).items).toEqual([]);
  });

  test("is invisible to another account", async () => {
    const { invitation } = await invited();
    expect((await list(stranger)).items).toEqual([]);
    for (const [method, path] of [
      ["DELETE", ""],
      ["POST", "/resend"],
    ] as const) {
      const answer = await holdfast.call({
        method,
        url: `/v1/invitations/${invitation.id}${path}`,
        token: stranger.token,
      });
      expect(answer.json().code).toBe("invitation.not_found");
    }
  });
});
