import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { setUpApp } from "../../../../../test/support/authenticator-app.ts";
import {
  type Deployment,
  mailedToken,
  type Member,
  signInAs,
  startDeployment,
} from "../../../../../test/support/deployment.ts";
import { originWithin } from "../../tenancy/audit/index.ts";
import { withAccount } from "../../tenancy/directory/index.ts";
import { notify } from "./index.ts";

let holdfast: Deployment;
let root: Member;
beforeAll(async () => {
  holdfast = await startDeployment();
  root = await holdfast.account();
});
afterAll(() => holdfast.stop());

const url = "/v1/me/notification-addresses";
const list = async (who: Member) => (await holdfast.call({ method: "GET", url, token: who.token })).json().items;
const request = (who: Member, email: string) =>
  holdfast.call({ method: "PUT", url: `${url}/second`, token: who.token, body: { email } });
const remove = (who: Member) => holdfast.call({ method: "DELETE", url: `${url}/second`, token: who.token });
const confirm = (token: string) =>
  holdfast.call({ method: "POST", url: "/v1/notification-addresses/confirm", body: { token } });
const told = (subject: RegExp): string[] =>
  holdfast.inbox
    .list()
    .filter((mail) => subject.test(mail.subject))
    .map(({ to }) => to)
    .sort();

async function withSecond(who: Member, email: string): Promise<void> {
  expect((await request(who, email)).statusCode).toBe(200);
  expect((await confirm(await mailedToken(holdfast.inbox, email, "/verify-notices"))).statusCode).toBe(200);
}

describe("a second address for notices", () => {
  test("hears of nothing before its link came back, and of everything critical after [C-190]", async () => {
    const second = "ada.second@example.org";
    expect((await request(root, second)).json()).toMatchObject({ verified: false, primary: false });
    const tell = (): Promise<void> =>
      withAccount(holdfast.runtime.directory, root.accountId, (scope) =>
        notify(holdfast.runtime, scope, {
          notice: "sign_in.blocked",
          user: root.userId,
          origin: originWithin("system", "test"),
          facts: {},
        }),
      );
    await tell();
    await expect.poll(() => told(/was blocked$/)).toEqual([root.email]);
    expect((await confirm(await mailedToken(holdfast.inbox, second, "/verify-notices"))).statusCode).toBe(200);
    await expect.poll(() => told(/go to a further address$/)).toEqual([root.email, second].sort());
    await tell();
    await expect.poll(() => told(/was blocked$/)).toEqual([root.email, root.email, second].sort());
    expect(await list(root)).toEqual([
      { address: root.email, primary: true, verified: true, bouncing: false },
      { address: second, primary: false, verified: true, bouncing: false },
    ]);
  });

  test("is told when it is taken away, and so is the first", async () => {
    const admin = await holdfast.member(root, "admin");
    await withSecond(admin, "grace.second@example.org");
    expect((await remove(admin)).statusCode).toBe(200);
    await expect
      .poll(() => told(/no longer go to an address$/))
      .toEqual([admin.email, "grace.second@example.org"].sort());
    expect(await list(admin)).toHaveLength(1);
    expect((await remove(admin)).json().code).toBe("notification_address.not_found");
  });

  test("is one at most, and never the first again", async () => {
    const admin = await holdfast.member(root, "admin");
    expect((await request(admin, admin.email.toUpperCase())).json().code).toBe("notification_address.exists");
    await request(admin, "mistyped@example.org");
    await withSecond(admin, "right@example.org");
    expect((await request(admin, "third@example.org")).json().code).toBe("notification_address.exists");
    // The link to the mistyped one was replaced with it.
    const stale = await mailedToken(holdfast.inbox, "mistyped@example.org", "/verify-notices");
    expect((await confirm(stale)).json().code).toBe("token.invalid");
  });

  test("needs a recent proof, since a stolen session would hide behind it", async () => {
    const admin = await holdfast.member(root, "admin");
    holdfast.advance(11 * 60_000);
    expect((await request(admin, "thief@example.org")).json().code).toBe("auth.recent_required");
    const again = await signInAs(holdfast, admin);
    expect((await request(again, "own@example.org")).statusCode).toBe(200);
  });

  test("comes and goes with a fresh proof by the second factor of whoever has one", async () => {
    const admin = await holdfast.member(root, "admin");
    const stolen = await signInAs(holdfast, admin);
    await setUpApp(holdfast, admin);
    expect((await request(stolen, "thief@example.org")).json().code).toBe("auth.factor_required");
    await withSecond(admin, "proved@example.org");
    expect((await remove(stolen)).json().code).toBe("auth.factor_required");
    expect((await remove(admin)).statusCode).toBe(200);
  });

  test("is invisible to another account", async () => {
    const globex = await holdfast.account();
    expect(await list(globex)).toHaveLength(1);
    const rows = await withAccount(
      holdfast.runtime.directory,
      globex.accountId,
      ({ sql }) => sql`select * from notification_addresses`,
    );
    expect(rows).toHaveLength(0);
  });
});

describe("a mail's language", () => {
  test("is the one that the browser preferred at sign-up, until its reader chooses another", async () => {
    const owner = { email: "anna@example.org", name: "Anna", password: "plum-anvil-rhythm-97-quartz" };
    const body = { name: "Beispiel", slug: "beispiel-gmbh", region: "eu", owner };
    const headers = { "accept-language": "fr-CH, de-AT;q=0.9, en;q=0.5" };
    expect((await holdfast.call({ method: "POST", url: "/v1/accounts", body, headers })).statusCode).toBe(201);
    await expect.poll(() => told(/^Bestätigen Sie Ihre Adresse für Beispiel$/)).toEqual([owner.email]);
  });

  test("and the zone of its times are the reader's own to choose", async () => {
    const admin = await signInAs(holdfast, await holdfast.member(root, "admin"));
    const change = (body: object) => holdfast.call({ method: "PATCH", url: "/v1/me", token: admin.token, body });
    expect((await change({ locale: "et", timeZone: "Europe/Tallinn" })).statusCode).toBe(200);
    expect((await change({ timeZone: "Mars/Olympus" })).json().code).toBe("request.malformed");
    expect((await change({ locale: "tlh" })).json().code).toBe("request.malformed");
    const me = (await holdfast.call({ method: "GET", url: "/v1/me", token: admin.token })).json();
    expect(me.reading).toEqual({ locale: "et", timeZone: "Europe/Tallinn" });
    expect(me.user.name).toBe("Grace Hopper");
    await holdfast.call({ method: "POST", url: "/v1/auth/forgot-password", body: { email: admin.email } });
    await expect.poll(() => told(/^Määrake uus parool/), { timeout: 5000 }).toEqual([admin.email]);
  });
});
