import type { OffboardingView } from "@holdfast/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import {
  type Deployment,
  mailedToken,
  type Member,
  signInAs,
  startDeployment,
} from "../../../../../test/support/deployment.ts";
import { eventsOf } from "../../../../../test/support/events.ts";
import { everyPage } from "../../../../../test/support/pages.ts";
import { days } from "../../kernel/clock.ts";
import { memberControls, runDueOffboardings } from "./index.ts";
import type { OffboardingStep } from "./offboarding-step.ts";

let holdfast: Deployment;
let owner: Member;
let stranger: Member;

beforeAll(async () => {
  holdfast = await startDeployment();
  owner = await holdfast.account();
  stranger = await holdfast.account();
});
afterAll(() => holdfast.stop());

const send = (method: "GET" | "POST" | "DELETE", path: string, by: Member, body?: unknown) =>
  holdfast.call({ method, url: `/v1/${path}`, token: by.token, ...(body !== undefined && { body }) });
const start = (id: string, body: { successor?: string } = {}, by = owner) =>
  send("POST", `users/${id}/offboarding`, by, body);
const read = async (id: string, by = owner): Promise<OffboardingView> =>
  (await send("GET", `users/${id}/offboarding`, by)).json();
const cancel = (id: string, by = owner) => send("DELETE", `users/${id}/offboarding`, by);
const codeOf = (answer: { json(): { code: string } }): string => answer.json().code;
const isLive = async (who: Member): Promise<boolean> => (await send("GET", "me", who)).statusCode === 200;
const doneIn = (view: OffboardingView): string[] =>
  view.steps.filter(({ doneAt }) => doneAt !== null).map(({ step }) => step);

/** The chore of a process, some days later, with parts of the test's own. */
const runIn = (wait: number, parts: readonly OffboardingStep[] = holdfast.runtime.offboardingSteps) =>
  runDueOffboardings({ ...holdfast.runtime, offboardingSteps: parts, clock: () => holdfast.now() + days(wait) });

describe("offboarding somebody", () => {
  test("suspends, ends sessions and deletes keys before it answers, with a certificate [C-165] [C-166] [C-167]", async () => {
    const who = await holdfast.member(owner, "developer");
    expect(await isLive(who)).toBe(true);
    const answer = await start(who.userId);
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toMatchObject({ certificate: { kind: "user", subject: who.userId } });
    expect(await isLive(who)).toBe(false);
    await expect(signInAs(holdfast, who)).rejects.toThrow("401");
    const view = await read(who.userId);
    expect(doneIn(view)).toEqual(["suspend", "sessions", "keys"]);
    expect(view).toMatchObject({ state: "running", startedBy: owner.userId, successor: null });
    expect(view.steps.find(({ step }) => step === "sessions")).toMatchObject({ affected: 1 });
  });

  test("has the deadlines of the policy: at once, an hour, a day, a week [D-30] [C-165] [C-166] [C-167] [C-168]", async () => {
    const who = await holdfast.member(owner, "developer");
    const { offboarding } = (await start(who.userId)).json();
    const hoursAfter = ({ dueAt }: { dueAt: string }): number =>
      (Date.parse(dueAt) - Date.parse(offboarding.startedAt)) / 3_600_000;
    expect(offboarding.steps.map(hoursAfter)).toEqual([0, 1, 24, 168, 168]);
  });

  test("takes other modules' part of the first steps in the same transaction, or begins not at all", async () => {
    const who = await holdfast.member(owner, "developer");
    const failing: OffboardingStep = { step: "keys", run: () => Promise.reject(new Error("keys are away")) };
    const parts = holdfast.runtime.offboardingSteps as OffboardingStep[];
    parts.push(failing);
    const answer = await start(who.userId);
    parts.pop();
    expect(answer.statusCode).toBe(500);
    expect(await isLive(who)).toBe(true);
    expect(codeOf(await send("GET", `users/${who.userId}/offboarding`, owner))).toBe("offboarding.not_found");
    expect(await eventsOf(holdfast, owner, { event: "user.suspended", target: who.userId })).toEqual([]);
  });

  test("hands over and deletes when that is due, and leaves its evidence [C-168] [C-169] [C-170]", async () => {
    const who = await holdfast.member(owner, "admin");
    const heir = await holdfast.member(owner, "admin");
    const email = `left-behind-${who.userId}@example.com`;
    await send("POST", "invitations", who, { email, role: "developer" });
    await start(who.userId, { successor: heir.userId });
    await runIn(6);
    expect(doneIn(await read(who.userId))).toEqual(["suspend", "sessions", "keys"]);
    await runIn(8);
    const view = await read(who.userId);
    expect(view).toMatchObject({ state: "completed", successor: heir.userId });
    expect(view.steps.map(({ affected }) => affected)).toEqual([1, 1, 0, 1, expect.any(Number)]);
    const { items } = (await send("GET", "invitations", heir)).json();
    expect(items.find((item: { email: string }) => item.email === email)).toMatchObject({ invitedBy: heir.userId });
    const token = await mailedToken(holdfast.inbox, email, "/join");
    const joined = { token, name: "Left Behind", password: who.password };
    const accepted = await holdfast.call({ method: "POST", url: "/v1/invitations/accept", body: joined });
    expect(accepted.statusCode).toBe(201);
    const users = (await send("GET", "users?limit=200", owner)).json().items;
    expect(users.map(({ id }: { id: string }) => id)).not.toContain(who.userId);
    const events = await eventsOf(holdfast, owner, { target: who.userId });
    const steps = events.filter(({ event }) => event === "offboarding.step_done").map(({ details }) => details.step);
    expect(steps.toReversed()).toEqual(["suspend", "sessions", "keys", "transfer", "delete"]);
    expect(events.map(({ event }) => event)).toEqual(expect.arrayContaining(["offboarding.started", "user.deleted"]));
  });

  test("happens once, however many processes see to it at the same moment", async () => {
    const who = await holdfast.member(owner, "developer");
    const heir = await holdfast.member(owner, "developer");
    await start(who.userId, { successor: heir.userId });
    let handedOver = 0;
    const counting: OffboardingStep = { step: "transfer", run: async () => (handedOver += 1) };
    await Promise.all(Array.from({ length: 4 }, () => runIn(8, [counting])));
    expect(handedOver).toBe(1);
    expect(await read(who.userId)).toMatchObject({ state: "completed" });
    const events = await eventsOf(holdfast, owner, { target: who.userId, event: "user.deleted" });
    expect(events).toHaveLength(1);
  });

  test("goes on where it failed, deletes nobody before the handover, and never runs a step twice", async () => {
    const who = await holdfast.member(owner, "developer");
    const heir = await holdfast.member(owner, "developer");
    await start(who.userId, { successor: heir.userId });
    let tries = 0;
    const flaky: OffboardingStep = {
      step: "transfer",
      run: async ({ sql }) => {
        await sql`update users set role = 'monitor' where id = ${heir.userId}`;
        tries += 1;
        if (tries === 1) throw new Error("the process dies here");
        return 7;
      },
    };
    await runIn(8, [flaky]);
    const stuck = await read(who.userId);
    expect(doneIn(stuck)).toEqual(["suspend", "sessions", "keys"]);
    const users = (await send("GET", "users?limit=200", owner)).json().items;
    expect(users.find(({ id }: { id: string }) => id === heir.userId)).toMatchObject({ role: "developer" });
    await runIn(8, [flaky]);
    await runIn(9, [flaky]);
    expect(tries).toBe(2);
    expect(await read(who.userId)).toMatchObject({ state: "completed" });
  });

  test("waits, and is seen to be late, while the successor cannot take over", async () => {
    const other = await startDeployment();
    const boss = await other.account();
    const [who, heir] = [await other.member(boss, "developer"), await other.member(boss, "developer")];
    const call = (method: "POST" | "GET", url: string, body?: unknown) =>
      other.call({ method, url, token: boss.token, ...(body !== undefined && { body }) });
    await call("POST", `/v1/users/${who.userId}/offboarding`, { successor: heir.userId });
    await call("POST", `/v1/users/${heir.userId}/suspend`);
    const later = { ...other.runtime, clock: () => other.now() + days(8) };
    await runDueOffboardings(later);
    const view: OffboardingView = (await call("GET", `/v1/users/${who.userId}/offboarding`)).json();
    expect(doneIn(view)).toEqual(["suspend", "sessions", "keys"]);
    const [control] = memberControls(later);
    expect(await control?.probe()).toMatchObject({ ok: false, evidence: { accountsLate: 1 } });
    await call("POST", `/v1/users/${heir.userId}/resume`);
    await runDueOffboardings(later);
    expect(await control?.probe()).toMatchObject({ ok: true, evidence: { accountsWaiting: 0 } });
    await other.stop();
  });
});

describe("an offboarding under way", () => {
  test("can be cancelled, leaves the person suspended, and never runs again", async () => {
    const who = await holdfast.member(owner, "developer");
    await start(who.userId);
    expect((await cancel(who.userId)).json()).toMatchObject({ state: "cancelled" });
    await runIn(30);
    expect(doneIn(await read(who.userId))).toEqual(["suspend", "sessions", "keys"]);
    await expect(signInAs(holdfast, who)).rejects.toThrow("401");
    await send("POST", `users/${who.userId}/resume`, owner);
    await expect(signInAs(holdfast, who)).resolves.toMatchObject({ userId: who.userId });
    expect((await start(who.userId)).statusCode).toBe(201);
  });

  test("is in nobody's way and lets nothing in its own: no second one, no resuming, no deleting beside it", async () => {
    const who = await holdfast.member(owner, "developer");
    await start(who.userId);
    expect(codeOf(await start(who.userId))).toBe("offboarding.under_way");
    expect(codeOf(await send("POST", `users/${who.userId}/resume`, owner))).toBe("offboarding.under_way");
    expect(codeOf(await send("DELETE", `users/${who.userId}`, owner))).toBe("offboarding.under_way");
    const { items } = (await send("GET", "offboardings", owner)).json();
    expect(items.filter(({ user }: OffboardingView) => user === who.userId)).toHaveLength(1);
  });

  test("either is cancelled or deletes, when both happen at once", async () => {
    for (let round = 0; round < 5; round += 1) {
      const who = await holdfast.member(owner, "developer");
      await start(who.userId);
      const [answer] = await Promise.all([cancel(who.userId), runIn(8)]);
      const { state, steps } = await read(who.userId);
      const isGone = steps.at(-1)?.doneAt !== null;
      expect([answer.statusCode === 200, state, isGone]).toEqual(
        isGone ? [false, "completed", true] : [true, "cancelled", false],
      );
    }
  });
});

describe("the list of offboardings", () => {
  test("comes page after page, the newest first, each once, all of them or those under way", async () => {
    const house = await holdfast.account();
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      const { userId } = await holdfast.member(house, "developer");
      expect((await start(userId, {}, house)).statusCode).toBe(201);
      ids.unshift(userId);
    }
    const [stays = "", ...leave] = ids;
    expect((await cancel(stays, house)).statusCode).toBe(200);
    const listed = async (query: string) =>
      (await everyPage<OffboardingView>(holdfast, house, `/v1/offboardings?limit=2${query}`)).map(({ user }) => user);
    expect(await listed("")).toEqual(ids);
    expect(await listed("&running=true")).toEqual(leave);
    expect(await everyPage(holdfast, stranger, `/v1/offboardings?cursor=${holdfast.now()}_${stays}`)).toEqual([]);
    expect((await send("GET", "offboardings?cursor=no_cursor", house)).json().items).toHaveLength(5);
  });
});

describe("whoever may let people go", () => {
  test("reaches neither themselves, nor somebody with a right that they lack, nor another account's user", async () => {
    const admin = await holdfast.member(owner, "admin");
    expect(codeOf(await start(owner.userId))).toBe("user.is_self");
    expect(codeOf(await start(owner.userId, {}, admin))).toBe("role.exceeds_own");
    expect(codeOf(await start(admin.userId, {}, stranger))).toBe("user.not_found");
    await start(admin.userId);
    expect(codeOf(await cancel(admin.userId, stranger))).toBe("user.not_found");
    expect(codeOf(await send("GET", `users/${admin.userId}/offboarding`, stranger))).toBe("offboarding.not_found");
    expect((await send("GET", "offboardings", stranger)).json().items).toEqual([]);
  });

  test("lets of two who are each other's successor one go, when both are asked for at once", async () => {
    for (let round = 0; round < 4; round += 1) {
      const [one, two] = [await holdfast.member(owner, "developer"), await holdfast.member(owner, "developer")];
      const answers = await Promise.all([
        start(one.userId, { successor: two.userId }),
        start(two.userId, { successor: one.userId }),
      ]);
      expect(answers.map(({ statusCode }) => statusCode).toSorted((a, b) => a - b)).toEqual([201, 422]);
    }
  });

  test("names a successor who is there, active, and not the one who leaves", async () => {
    const who = await holdfast.member(owner, "developer");
    const suspended = await holdfast.member(owner, "developer");
    await send("POST", `users/${suspended.userId}/suspend`, owner);
    for (const successor of [who.userId, suspended.userId, stranger.userId, "usr_nobody", "%00"]) {
      expect(codeOf(await start(who.userId, { successor }))).toBe("offboarding.successor_unfit");
    }
    expect(await isLive(who)).toBe(true);
  });
});
