import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { testCluster } from "../../../../../test/support/test-server.ts";
import { newId } from "../../kernel/ids.ts";
import { createLog } from "../../kernel/log.ts";
import type { Cluster } from "../../platform/postgres/index.ts";
import { revocationControls } from "./controls.ts";
import { lookUp, type RevocationNode, startNode } from "./index.ts";

const leaseMs = 2_000;
const log = createLog(
  () => {},
  () => 0,
);

let cluster: Cluster;
let nodes: RevocationNode[];

beforeAll(async () => {
  cluster = await testCluster();
  nodes = Array.from({ length: 3 }, () => startNode({ cluster, log, leaseMs }, { onRevoke() {}, onFlush() {} }));
  await untilFresh();
});
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.stop()));
  await cluster.close();
});

const untilFresh = () =>
  vi.waitFor(() => expect(nodes.every((node) => node.fresh())).toBe(true), { interval: 5, timeout: 5000 });

function measure(change: Partial<RevocationNode> = {}) {
  const [own] = nodes;
  if (own === undefined) throw new Error("there is no node");
  const [control] = revocationControls({ cluster, leaseMs, revocationNode: { ...own, ...change } });
  if (control === undefined) throw new Error("there is no control");
  return control.probe();
}

describe("the control of revocation", () => {
  test("measures how long a revocation takes to be in force in every process [C-124]", async () => {
    const { ok, evidence } = await measure();
    expect(evidence).toMatchObject({ processesThatAcknowledged: 3, processesWhoseLeaseRanOut: 0, appliedHere: "yes" });
    expect(evidence["milliseconds"]).toBeLessThan(400);
    expect(ok).toBe(true);
  });

  test("takes nothing from anybody's memory", async () => {
    const [node] = nodes;
    if (node === undefined) throw new Error("there is no node");
    const subjects = { accountId: newId("account", Date.now()), sessionId: newId("session", Date.now()) };
    let reads = 0;
    const remembering = {
      memory: new Map(),
      read: async () => ((reads += 1), subjects),
      subjectsOf: () => subjects,
      leaseMs,
    };
    await untilFresh();
    await lookUp(node, remembering, "key");
    await measure();
    await untilFresh();
    await lookUp(node, remembering, "key");
    expect(reads).toBe(1);
  });

  test("finds a process that does not follow for longer than was promised", async () => {
    // It takes its leases for longer than this deployment promises, and acknowledges nothing.
    await cluster.directory`
      insert into revocation_nodes (node_id, applied, lease_ms, lease_until)
      values ('frozen', 0, ${leaseMs + 900}, clock_timestamp() + interval '1 hour')`;
    const { ok, evidence } = await measure();
    await cluster.directory`delete from revocation_nodes where node_id = 'frozen'`;
    expect(evidence).toMatchObject({ promisedMs: leaseMs, processesWhoseLeaseRanOut: 1 });
    expect(evidence["milliseconds"]).toBeGreaterThan(leaseMs + 250);
    expect(ok).toBe(false);
  });

  test("finds that this process did not apply what it has revoked", async () => {
    const { ok, evidence } = await measure({ applyNow() {}, touchedSince: () => false });
    expect(evidence).toMatchObject({ appliedHere: "no" });
    expect(ok).toBe(false);
  });

  test("fails when the log cannot be written", async () => {
    const rename = (from: string, to: string) =>
      cluster.asOwner(null, cluster.names.directory, (owner) => owner.unsafe(`alter table ${from} rename to ${to}`));
    await rename("revocation_head", "gone");
    try {
      await expect(measure()).rejects.toMatchObject({ code: "42P01" });
    } finally {
      await rename("gone", "revocation_head");
    }
  });
});
