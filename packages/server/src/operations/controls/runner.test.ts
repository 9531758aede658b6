import { setTimeout as sleep } from "node:timers/promises";

import { beforeEach, describe, expect, test, vi } from "vitest";

import type { Control, Measurement } from "../../kernel/control.ts";
import { createLog } from "../../kernel/log.ts";
import { Problem } from "../../kernel/problem.ts";
import { type Controls, createControls } from "./index.ts";

const kept: Measurement = { ok: true, evidence: { tables: 12 } };
const broken: Measurement = { ok: false, evidence: { open: "users" } };

let now: number;
let logged: { event: string; level: string; control?: string; reason?: string; [fact: string]: unknown }[];
beforeEach(() => {
  now = Date.parse("2026-03-01T12:00:00Z");
  logged = [];
});

const controlOf = (probe: Control["probe"], change: Partial<Control> = {}): Control => ({
  name: "doors.locked",
  title: "The doors are locked",
  claims: ["C-005"],
  everyMs: 60_000,
  timeoutMs: 1_000,
  probe,
  ...change,
});

function watch(...controls: readonly Control[]): Controls {
  const log = createLog(
    (line) => logged.push(JSON.parse(line)),
    () => now,
  );
  return createControls({ log, clock: () => now }, controls);
}

const standing = (controls: Controls) => controls.report().controls[0];

/** What a probe answers, one after the other, and the last for ever. */
function inTurn(...answers: readonly (() => Promise<Measurement>)[]): Control["probe"] {
  let turn = 0;
  return async () => {
    const answer = answers[Math.min(turn, answers.length - 1)];
    turn += 1;
    return answer?.() ?? broken;
  };
}
const keeps = async (): Promise<Measurement> => kept;
const breaks = async (): Promise<Measurement> => broken;

describe("a control", () => {
  test("is not ok before it was measured", () => {
    const controls = watch(controlOf(keeps));
    expect(standing(controls)).toMatchObject({ ok: false, reason: "not_measured", measuredAt: null });
    expect(controls.report().ok).toBe(false);
    expect(controls.gauges()).toEqual({ "doors.locked": 0 });
  });

  test("whose promise is kept is ok, with its evidence, its time and how long it took", async () => {
    const controls = watch(controlOf(keeps));
    await controls.measureAll();
    expect(controls.report()).toEqual({
      ok: true,
      controls: [
        {
          name: "doors.locked",
          title: "The doors are locked",
          claims: ["C-005"],
          ok: true,
          reason: null,
          measuredAt: "2026-03-01T12:00:00.000Z",
          milliseconds: expect.any(Number),
          evidence: { tables: 12 },
        },
      ],
    });
    expect(controls.gauges()).toEqual({ "doors.locked": 1 });
  });

  test("whose promise is broken is not, and one of them is enough", async () => {
    const controls = watch(controlOf(breaks), controlOf(keeps, { name: "windows.locked" }));
    await controls.measureAll();
    expect(standing(controls)).toMatchObject({ ok: false, reason: "refuted", evidence: { open: "users" } });
    expect(controls.report().ok).toBe(false);
    expect(controls.gauges()).toEqual({ "doors.locked": 0, "windows.locked": 1 });
  });

  test.each([
    { thrown: new Problem("service.unavailable"), code: "service.unavailable" },
    { thrown: Object.assign(new Error("key (email)=(ada@example.com)"), { code: "23505" }), code: "23505" },
    { thrown: new TypeError("canary"), code: "TypeError" },
    { thrown: "canary", code: "string" },
    { thrown: Object.assign(new Error("x"), { code: "ada@example.com canary" }), code: "Error" },
  ])("whose probe throws is not ok, and tells the code $code and no message", async ({ thrown, code }) => {
    const controls = watch(controlOf(() => Promise.reject(thrown)));
    await controls.measureAll();
    expect(standing(controls)).toMatchObject({ ok: false, reason: "threw", evidence: { error: code } });
    expect(JSON.stringify(controls.report())).not.toMatch(/canary|ada@/);
  });

  test("whose probe throws before there is a promise is not ok either", async () => {
    const controls = watch(
      controlOf(() => {
        throw new TypeError("canary");
      }),
    );
    await controls.measureAll();
    expect(standing(controls)).toMatchObject({ ok: false, reason: "threw" });
  });

  test("whose probe takes too long is not ok, and its late answer changes nothing", async () => {
    const controls = watch(controlOf(() => sleep(60, kept), { timeoutMs: 10 }));
    await controls.measureAll();
    await sleep(80);
    expect(standing(controls)).toMatchObject({ ok: false, reason: "timed_out", evidence: {} });
  });

  test("that was ok too long ago is not any more", async () => {
    const controls = watch(controlOf(keeps));
    await controls.measureAll();
    now += 121_000;
    expect(standing(controls)).toMatchObject({ ok: true });
    now += 1;
    expect(standing(controls)).toMatchObject({ ok: false, reason: "overdue" });
    expect(controls.gauges()).toEqual({ "doors.locked": 0 });
  });

  test("has its name alone", () => {
    expect(() => watch(controlOf(keeps), controlOf(keeps))).toThrow("two controls doors.locked");
  });
});

describe("a probe", () => {
  test("never runs twice at once: who asks meanwhile waits for that one", async () => {
    let running = 0;
    let runs = 0;
    let most = 0;
    const probe = async (): Promise<Measurement> => {
      running += 1;
      runs += 1;
      most = Math.max(most, running);
      await sleep(20);
      running -= 1;
      return kept;
    };
    const controls = watch(controlOf(probe));
    await Promise.all([controls.measureAll(), controls.measureAll(), controls.measureAll()]);
    expect([runs, most]).toEqual([1, 1]);
  });

  test("that hangs is not started again before it has come back", async () => {
    const comeBack = Promise.withResolvers<Measurement>();
    const probe = vi.fn(inTurn(() => comeBack.promise, keeps));
    const controls = watch(controlOf(probe, { timeoutMs: 5 }));
    for (let time = 0; time < 3; time += 1) await controls.measureAll();
    expect(probe).toHaveBeenCalledTimes(1);
    expect(standing(controls)).toMatchObject({ ok: false, reason: "timed_out" });
    comeBack.resolve(kept);
    await sleep(1);
    await controls.measureAll();
    expect(standing(controls)).toMatchObject({ ok: true });
  });

  test("that fails holds no other up", async () => {
    const controls = watch(
      controlOf(() => new Promise(() => {}), { timeoutMs: 30 }),
      controlOf(keeps, { name: "windows.locked" }),
    );
    const all = controls.measureAll();
    await sleep(5);
    expect(controls.gauges()).toEqual({ "doors.locked": 0, "windows.locked": 1 });
    await all;
  });
});

describe("the operators' log", () => {
  const turns = async (probe: Control["probe"], times: number): Promise<void> => {
    const controls = watch(controlOf(probe));
    for (let time = 0; time < times; time += 1) await controls.measureAll();
  };
  const events = () => logged.map(({ event, level }) => `${level} ${event}`);

  test("is told when a control stops being ok and when it is ok again, once each", async () => {
    await turns(inTurn(keeps, breaks, breaks, keeps, keeps), 5);
    expect(events()).toEqual(["warn control.failed", "info control.recovered"]);
    expect(logged[0]).toMatchObject({ control: "doors.locked", reason: "refuted", open: "users" });
  });

  test("is told of a control that was never ok", async () => {
    await turns(breaks, 2);
    expect(events()).toEqual(["warn control.failed"]);
  });

  test("is given the stack of a probe that throws", async () => {
    await turns(() => Promise.reject(new TypeError("canary")), 2);
    expect(events()).toEqual(["error control.failed"]);
    expect(logged[0]).toMatchObject({ control: "doors.locked", reason: "threw", error: "TypeError" });
    expect(JSON.stringify(logged)).not.toContain("canary");
    expect(logged[0]?.["stack"]).toContain("runner.test.ts");
  });

  test("is told nothing while all is well", async () => {
    await turns(keeps, 3);
    expect(events()).toEqual([]);
  });
});

describe("started controls", () => {
  test("are measured at once, then each in its own rhythm, until they are stopped", async () => {
    const often = vi.fn(keeps);
    const seldom = vi.fn(keeps);
    const controls = watch(controlOf(seldom));
    controls.start([controlOf(often, { name: "windows.locked", everyMs: 10 })]);
    await expect.poll(() => often.mock.calls.length).toBeGreaterThan(3);
    expect(seldom).toHaveBeenCalledTimes(1);
    expect(controls.report().ok).toBe(true);
    await controls.stop();
    const calls = often.mock.calls.length;
    await sleep(30);
    expect(often).toHaveBeenCalledTimes(calls);
  });

  test("are stopped when the probe under way has ended", async () => {
    let ended = false;
    const controls = watch(
      controlOf(async () => {
        await sleep(20);
        ended = true;
        return kept;
      }),
    );
    controls.start();
    await controls.stop();
    expect(ended).toBe(true);
  });
});
