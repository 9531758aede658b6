import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import { RevocationCertificate } from "@holdfast/contract";
import { Check } from "typebox/value";

import { testRoles } from "../../../../../test/support/templates.ts";
import { testCluster } from "../../../../../test/support/test-server.ts";
import { createLog } from "../../kernel/log.ts";
import { newId } from "../../kernel/ids.ts";
import { type Cluster, serverFromSocket, type Sql } from "../../platform/postgres/index.ts";
import { awaitEverywhere, revokeEverywhere } from "./certificate.ts";
import type { Revocation } from "./entry.ts";
import { type RevocationNode, startNode } from "./node.ts";
import { publish, publishAll } from "./publish.ts";
import { prune } from "./store.ts";

const acme = newId("account", 1);
const globex = newId("account", 2);
const log = createLog(
  () => {},
  () => 0,
);
const sessionOf = (accountId = acme): Revocation => ({ accountId, kind: "session", subject: newId("session", 1) });

let cluster: Cluster;
const nodes: RevocationNode[] = [];
const leaseMs = 2_000;

/** A node that lists what it was told. */
function listeningNode(): { node: RevocationNode; heard: string[] } {
  const heard: string[] = [];
  const node = startNode(
    { cluster, log, leaseMs },
    { onRevoke: (entry) => heard.push(entry.subject), onFlush: () => heard.push("flush") },
  );
  nodes.push(node);
  return { node, heard };
}

async function untilFresh(...waiting: RevocationNode[]): Promise<void> {
  await expect.poll(() => waiting.every((node) => node.fresh()), { interval: 5, timeout: 5000 }).toBe(true);
}

const asOwner = <T>(work: (owner: Sql) => Promise<T>): Promise<T> =>
  cluster.asOwner(null, cluster.names.directory, work);

const deps = (revocationNode: RevocationNode | null = null) => ({ cluster, leaseMs, revocationNode });

beforeAll(async () => {
  cluster = await testCluster();
});
afterEach(async () => {
  await Promise.all(nodes.splice(0).map((node) => node.stop()));
});
afterAll(() => cluster.close());

describe("the revocation log", () => {
  test("numbers entries without gaps in the order in which they become visible", async () => {
    const before = await publish(deps(), sessionOf());
    let seen = before.seq;
    const published = new AbortController();
    const reader = (async () => {
      while (!published.signal.aborted) {
        const rows = await cluster.directory<{ seq: number }[]>`
          select seq from revocations where seq > ${seen} order by seq`;
        for (const { seq } of rows) expect(seq).toBe((seen += 1));
      }
    })();
    const entries = await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        publishAll(
          deps(),
          Array.from({ length: 1 + (i % 3) }, () => sessionOf()),
        ),
      ),
    );
    published.abort();
    await reader;
    const seqs = entries.flat().map((entry) => entry.seq);
    expect([...seqs].sort((a, b) => a - b)).toEqual(seqs.map((_, i) => before.seq + 1 + i));
  });

  test("holds ids alone, of the account that revokes", async () => {
    for (const subject of ["ada@example.com", newId("user", 1), globex]) {
      await expect(publish(deps(), { accountId: acme, kind: "session", subject })).rejects.toThrow("check");
    }
    await expect(publish(deps(), { accountId: acme, kind: "account", subject: globex })).rejects.toThrow("check");
  });

  test("is pruned from its old end, and never of its newest entry", async () => {
    const { node } = listeningNode();
    await untilFresh(node);
    const entry = await publish(deps(), sessionOf());
    await prune(cluster.directory, 0);
    expect(await cluster.directory`select seq from revocations`).toEqual([{ seq: entry.seq }]);
    expect((await publish(deps(), sessionOf())).seq).toBe(entry.seq + 1);
  });
});

describe("a revocation", () => {
  test("reaches every process before its certificate, which matches the contract [C-124] [C-127]", async () => {
    const [a, b] = [listeningNode(), listeningNode()];
    await untilFresh(a.node, b.node);
    const revocation = sessionOf();
    const certificate = await revokeEverywhere(deps(), revocation);
    expect(a.heard).toContain(revocation.subject);
    expect(b.heard).toContain(revocation.subject);
    expect(Check(RevocationCertificate, certificate)).toBe(true);
    expect(certificate).toMatchObject({ kind: "session", subject: revocation.subject, nodes: { acknowledged: 2 } });
    expect(certificate.milliseconds).toBeGreaterThan(0);
    expect(Date.parse(certificate.confirmedAt)).toBeGreaterThanOrEqual(Date.parse(certificate.revokedAt));
  });

  test("is applied in its own process before publish returns", async () => {
    const { node, heard } = listeningNode();
    await untilFresh(node);
    const { subject } = await publish(deps(node), sessionOf());
    expect(heard).toContain(subject);
  });

  test("of a user, and several at once, are covered by one certificate [C-125]", async () => {
    const { node, heard } = listeningNode();
    await untilFresh(node);
    const userId = newId("user", 1);
    const both = [{ accountId: acme, kind: "user", subject: userId } as const, sessionOf()];
    const entries = await publishAll(deps(), both);
    const last = entries.at(-1);
    if (last === undefined) throw new Error("nothing published");
    await awaitEverywhere(deps(), last);
    expect(heard).toEqual(["flush", ...both.map((each) => each.subject)]);
  });

  test("of one account leaves every value of another account in memory", async () => {
    const { node } = listeningNode();
    await untilFresh(node);
    const applied = node.applied();
    const userId = newId("user", 1);
    const sessionId = newId("session", 1);
    await publishAll(deps(node), [
      { accountId: acme, kind: "session", subject: sessionId },
      { accountId: acme, kind: "user", subject: userId },
      { accountId: acme, kind: "account", subject: acme },
    ]);
    expect(node.touchedSince(applied, { accountId: acme, userId, sessionId })).toBe(true);
    expect(node.touchedSince(applied, { accountId: globex, userId, sessionId })).toBe(false);
  });
});

describe("a certificate", () => {
  test("waits for the lease of a process that died, and not for one that stopped in order", async () => {
    const { node } = listeningNode();
    await untilFresh(node);
    const [died] = await asOwner(
      (owner) => owner<{ leaseUntil: number }[]>`
        insert into revocation_nodes values ('died', 0, 2000, now() + interval '300 ms') returning lease_until`,
    );
    const certificate = await revokeEverywhere(deps(), sessionOf());
    expect(certificate.nodes).toEqual({ acknowledged: 1, expired: 1 });
    expect(Date.parse(certificate.confirmedAt)).toBeGreaterThanOrEqual(died?.leaseUntil ?? Infinity);
    await node.stop();
    const { nodes: counted } = await revokeEverywhere(deps(), sessionOf());
    expect(counted).toEqual({ acknowledged: 0, expired: 1 });
    await cluster.directory`delete from revocation_nodes where node_id = 'died'`;
  });

  test("waits a whole lease after a crash of the database lost the leases", async () => {
    await asOwner((owner) => owner`truncate revocation_nodes, revocation_epoch`);
    const { milliseconds } = await revokeEverywhere(deps(), sessionOf());
    expect(milliseconds).toBeGreaterThanOrEqual(leaseMs);
  });

  test("comes after the longest lease even if a process renews and never answers, which counts as expired", async () => {
    await asOwner((owner) => owner`insert into revocation_nodes values ('mute', 0, 2600, now() + interval '1 hour')`);
    const certificate = await revokeEverywhere(deps(), sessionOf());
    expect(certificate.nodes).toEqual({ acknowledged: 0, expired: 1 });
    expect(certificate.milliseconds).toBeGreaterThanOrEqual(2_600);
    await cluster.directory`delete from revocation_nodes where node_id = 'mute'`;
  });

  test("is refused for an entry that a failover lost [C-005]", async () => {
    const entry = await publish(deps(), sessionOf());
    await asOwner((owner) => owner`update revocations set mark = gen_random_uuid() where seq = ${entry.seq}`);
    await expect(awaitEverywhere(deps(), entry)).rejects.toMatchObject({ code: "service.unavailable" });
  });

  test("is refused while the directory cannot be reached, and so is the revocation itself [C-005]", async () => {
    const entry = await publish(deps(), sessionOf());
    const directory = serverFromSocket("/nowhere", testRoles).connect("none", "app", { max: 1 });
    const cut = { leaseMs, revocationNode: null, cluster: { ...cluster, directory } };
    await expect(awaitEverywhere(cut, entry)).rejects.toMatchObject({
      code: "service.unavailable",
      detail: "The revocation is committed, but could not be confirmed on every process.",
    });
    await expect(publish(cut, sessionOf())).rejects.toMatchObject({ code: "service.unavailable" });
  });
});

describe("a node", () => {
  test("is not fresh at first, and never after it stopped", async () => {
    const { node } = listeningNode();
    expect(node.fresh()).toBe(false);
    await untilFresh(node);
    await node.stop();
    expect(node.fresh()).toBe(false);
  });

  test("flushes when the log was restored to an older state and went on differently", async () => {
    const { node, heard } = listeningNode();
    await untilFresh(node);
    const lost = await revokeEverywhere(deps(), sessionOf());
    heard.length = 0;
    await asOwner(
      (owner) => owner`
        update revocations set mark = gen_random_uuid(), subject = ${newId("session", 1)} where seq = ${lost.seq}`,
    );
    await expect.poll(() => heard).toEqual(["flush"]);
    await untilFresh(node);
  });

  test("flushes when the log was pruned beyond its place, and when the leases were lost", async () => {
    const { node, heard } = listeningNode();
    await untilFresh(node);
    // In one transaction, or a round in between finds another log yet.
    await asOwner((owner) =>
      owner.begin(async (tx) => {
        await tx`delete from revocations`;
        await tx`update revocation_head set seq = seq + 10`;
        await tx`insert into revocations (seq, account_id, kind, subject)
          select seq, ${acme}, 'session', ${newId("session", 1)} from revocation_head`;
      }),
    );
    await expect.poll(() => heard.filter((each) => each === "flush").length).toBe(2);
    await asOwner((owner) => owner`truncate revocation_nodes, revocation_epoch`);
    await expect.poll(() => heard.filter((each) => each === "flush").length).toBe(3);
    await untilFresh(node);
  });

  test("is not fresh while its handler fails, and flushes once it works", async () => {
    const heard: string[] = [];
    let broken = true;
    const node = startNode(
      { cluster, log, leaseMs },
      {
        onRevoke() {
          if (broken) throw new Error("planted");
        },
        onFlush: () => heard.push("flush"),
      },
    );
    nodes.push(node);
    await untilFresh(node);
    await publish(deps(node), sessionOf());
    expect(node.fresh()).toBe(false);
    broken = false;
    await untilFresh(node);
    expect(heard).toEqual(["flush", "flush"]);
  });

  test("follows without hints, only later, and listens again", async () => {
    const { node, heard } = listeningNode();
    await untilFresh(node);
    await asOwner(
      (owner) => owner`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and query ilike 'listen%'`,
    );
    const { subject } = await publish(deps(), sessionOf());
    await expect.poll(() => heard).toContain(subject);
    await expect
      .poll(
        () => cluster.directory`
        select 1 from pg_stat_activity where datname = current_database() and query ilike 'listen%'`,
      )
      .toHaveLength(1);
  });
});
