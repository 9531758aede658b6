import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Deployment, type Member, startDeployment } from "../../../test/support/deployment.ts";
import type { ControlsReport } from "./operations/controls/index.ts";
import { listenerControls } from "./platform/http/index.ts";
import { startOperatorPort } from "./platform/metrics/index.ts";

let holdfast: Deployment;
let owner: Member;
let operator: Awaited<ReturnType<typeof startOperatorPort>>;

beforeAll(async () => {
  holdfast = await startDeployment();
  owner = await holdfast.account();
  await holdfast.account({ placement: "dedicated", region: "us" });
  const { runtime, app } = holdfast;
  const port = Number(new URL(await app.listen({ host: "127.0.0.1", port: 0 })).port);
  runtime.controls.start(listenerControls({ address: "127.0.0.1", port, certificate: null }, runtime.clock));
  operator = await startOperatorPort({
    port: 0,
    metrics: runtime.metrics,
    checks: [],
    reports: { "/controls": () => runtime.controls.report() },
  });
  await runtime.controls.measureAll();
});
afterAll(async () => {
  await holdfast.runtime.controls.stop();
  await operator.close();
  await holdfast.stop();
});

const read = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${operator.port}${path}`);

const names = [
  "isolation.row_level_security",
  "isolation.dedicated_databases",
  "keys.sealing",
  "keys.age",
  "audit.proofs",
  "audit.sequencing",
  "storage.ciphertext",
  "revocation.everywhere",
  "limits.shared_count",
  "members.offboarding",
  "support.grants",
  "passkeys.proofs",
  "captcha.single_use",
  "factors.second_step",
  "egress.guard",
  "api_keys.dead",
  "sessions.tokens",
  "http.headers",
  "http.problems",
];

describe("the controls of a running deployment", () => {
  test("are all ok, and stand on the operator's port with date and evidence", async () => {
    const answer = await read("/controls");
    expect(answer.headers.get("content-type")).toBe("application/json");
    const { ok, controls }: ControlsReport = JSON.parse(await answer.text());
    expect(controls.filter((control) => !control.ok)).toEqual([]);
    expect(ok).toBe(true);
    expect(controls.map(({ name }) => name)).toEqual(names);
    for (const { title, claims, measuredAt, evidence } of controls) {
      expect(title).toMatch(/^[A-Z].{20,}[^.]$/);
      expect(claims.length).toBeGreaterThan(0);
      expect(Date.parse(measuredAt ?? "")).toBeLessThanOrEqual(Date.now());
      expect(Object.keys(evidence).length).toBeGreaterThan(0);
    }
  });

  test("have a gauge each, and their names are its only labels", async () => {
    const metrics = await (await read("/metrics")).text();
    const gauges = metrics.split("\n").filter((line) => line.startsWith("holdfast_control_ok{"));
    expect(gauges).toEqual(names.map((name) => `holdfast_control_ok{control="${name}"} 1`));
  });

  test("tell nothing about anybody", async () => {
    const report = await (await read("/controls")).text();
    expect(report).not.toMatch(/(?:acc|usr|ses|evt|rol)_[0-9a-z]{26}/);
    expect(report).not.toContain(owner.slug);
    expect(report).not.toContain(owner.email);
  });

  test("leave the accounts they look at as they were", async () => {
    const { cluster, controls } = holdfast.runtime;
    const state = () =>
      cluster.cell("eu", cluster.names.cell("eu")).begin(async (tx) => {
        await tx`select set_config('holdfast.account_id', ${owner.accountId}, true)`;
        return [
          ...(await tx`select id from audit_events order by id`),
          ...(await tx`select id, last_seen_at from sessions`),
        ];
      });
    const before = await state();
    await controls.measureAll();
    expect(await state()).toEqual(before);
    const me = await holdfast.call({ method: "GET", url: "/v1/me", token: owner.token });
    expect(me.statusCode).toBe(200);
  });

  test("say so when one of them breaks, and when it is well again", async () => {
    const { cluster, controls } = holdfast.runtime;
    const asOwner = (statement: string) =>
      cluster.asOwner("us", cluster.names.cell("us"), (sql) => sql.unsafe(statement));
    const events = () =>
      holdfast.logLines.map((line) => JSON.parse(line)).filter(({ event }) => event.startsWith("control."));
    expect(events()).toEqual([]);
    await asOwner("alter table users no force row level security");
    await controls.measureAll();
    expect(await (await read("/metrics")).text()).toContain(
      'holdfast_control_ok{control="isolation.row_level_security"} 0',
    );
    await asOwner("alter table users force row level security");
    await controls.measureAll();
    expect(events()).toMatchObject([
      { level: "warn", event: "control.failed", control: "isolation.row_level_security", unguardedTables: "users" },
      { level: "info", event: "control.recovered", control: "isolation.row_level_security" },
    ]);
    expect(controls.report().ok).toBe(true);
  });
});
