import type { StandingView } from "@holdfast/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Deployment, type Member, signInAs, startDeployment } from "../../../../../test/support/deployment.ts";
import { addPasskey, newDevice } from "../../../../../test/support/passkeys.ts";
import { days } from "../../kernel/clock.ts";

let holdfast: Deployment;
let owner: Member;

beforeAll(async () => {
  holdfast = await startDeployment();
  owner = await holdfast.account();
});
afterAll(() => holdfast.stop());

const get = (by: Member, url: string) => holdfast.call({ method: "GET", url, token: by.token });
const standingOf = async (by: Member, { userId }: Member): Promise<StandingView> =>
  (await get(by, `/v1/standings?user=${userId}`)).json().items[0];

describe("the standing of a user", () => {
  test("says which second factors they have, how many sessions, and when they were last here [C-134]", async () => {
    const who = await holdfast.member(owner, "developer");
    const before = holdfast.now();
    await signInAs(holdfast, who);
    const after = holdfast.now();
    expect(await standingOf(owner, who)).toMatchObject({ protected: false, factors: [], sessions: 2 });
    const lastSeenAt = Date.parse((await standingOf(owner, who)).lastSeenAt ?? "");
    expect(lastSeenAt).toBeGreaterThanOrEqual(before);
    expect(lastSeenAt).toBeLessThanOrEqual(after);
    await addPasskey(holdfast, who, newDevice());
    expect(await standingOf(owner, who)).toMatchObject({ protected: true });
    expect((await standingOf(owner, who)).factors).toContain("passkey");
  });

  test("comes in pages, in the order of the users", async () => {
    await holdfast.member(owner, "monitor");
    const users = (await get(owner, "/v1/users")).json().items.map(({ id }: { id: string }) => id);
    const first = (await get(owner, "/v1/standings?limit=1")).json();
    const rest = (await get(owner, `/v1/standings?cursor=${first.nextCursor}`)).json();
    expect([...first.items, ...rest.items].map(({ user }: StandingView) => user)).toEqual(users);
    expect(rest.nextCursor).toBeNull();
  });

  test("is invisible to another account", async () => {
    const stranger = await holdfast.account();
    for (const url of [`/v1/standings?user=${owner.userId}`, `/v1/users/${owner.userId}`]) {
      expect((await get(stranger, url)).json().code).toBe("user.not_found");
    }
    expect((await get(stranger, "/v1/standings")).json().items).toHaveLength(1);
  });
});

describe("the sessions of an account", () => {
  test("are those of everybody, newest first, in pages [C-134]", async () => {
    const all = (await get(owner, "/v1/account/sessions")).json().items;
    expect(new Set(all.map(({ user }: { user: string }) => user)).size).toBe(3);
    const first = (await get(owner, "/v1/account/sessions?limit=2")).json();
    const rest = (await get(owner, `/v1/account/sessions?cursor=${first.nextCursor}`)).json();
    expect([...first.items, ...rest.items]).toEqual(all);
  });

  test("leave out what has ended by itself", async () => {
    const someone = await holdfast.account();
    holdfast.advance(days(2));
    const back = await signInAs(holdfast, someone);
    const { items } = (await get(back, "/v1/account/sessions")).json();
    expect(items.map(({ session }: { session: { id: string } }) => session.id)).toEqual([back.sessionId]);
  });
});
