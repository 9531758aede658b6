import { execFileSync, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";

import { notedPid } from "./leftovers.ts";
import { findServerUser } from "./server-user.ts";
import type { TestNode } from "./node.fixture.ts";
import { query, TestPlace } from "./place.fixture.ts";

function kill(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It went with another.
    }
  }
}

/** The processes that node started: the postmaster and its guard. */
function childrenOf(pid: number): number[] {
  const lines = execFileSync("ps", ["-axo", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
  return lines
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([child = 0, parent]) => (parent === pid ? child : []));
}

/** Kills node, the guard and the whole server, in this order or another: nobody can tidy up. */
async function killEverything(place: TestPlace, node: TestNode): Promise<void> {
  kill([...childrenOf(node.process.pid ?? 0), ...place.processes()]);
  await node.kill();
  await place.untilNoneRuns();
}

/** Kills node and the guard, so that nothing tells the server to stop. */
async function orphanServer(place: TestPlace, node: TestNode): Promise<void> {
  kill(childrenOf(node.process.pid ?? 0).filter((pid) => !place.processes().includes(pid)));
  await node.kill();
}

const acked = (node: TestNode): number[] =>
  node.said.flatMap(({ event, n }) => (event === "acked" && n !== undefined ? [n] : []));

async function storedRows(place: TestPlace): Promise<Set<unknown>> {
  const server = await place.start();
  const rows = await query(server, "select n from rows");
  return new Set(rows.map(({ n }): unknown => n));
}

describe("after kill -9 of node", () => {
  test("the server stops by itself", async () => {
    await using place = new TestPlace();
    const node = place.startNode();
    await node.heard("ready");
    await node.kill();
    await place.untilNoneRuns();
    const log = readFileSync(join(place.dataDir, "postgres/server.log"), "utf8");
    expect(log).toContain("database system is shut down");
  });

  test("the next start need not wait, and finds every acknowledged row", async () => {
    await using place = new TestPlace();
    const node = place.startNode({ commits: 1 });
    await node.heard("acked");
    await node.kill();

    const stored = await storedRows(place);
    expect(acked(node).filter((n) => !stored.has(n))).toEqual([]);
  });

  test("and of its guard, the next start ends the orphaned server", async () => {
    await using place = new TestPlace();
    const node = place.startNode();
    await node.heard("ready");
    const orphan = notedPid(place.data);
    await orphanServer(place, node);
    await sleep(300);
    expect(place.processes()).toContain(orphan);

    await place.start();
    expect(place.events).toContain("postgres.leftovers_stopped");
    expect(place.processes()).not.toContain(orphan);
  });
});

describe("after kill -9 of everything, three times over", () => {
  test("no acknowledged row is lost", async () => {
    await using place = new TestPlace();
    const told: number[] = [];
    for (const round of [1, 2, 3]) {
      const node = place.startNode({ commits: round * 1_000_000 });
      await node.heard("acked");
      await sleep(200);
      await killEverything(place, node);
      told.push(...acked(node));
    }
    const stored = await storedRows(place);
    process.stdout.write(`${told.length} acknowledged rows, ${stored.size} stored\n`);
    expect(told.filter((n) => !stored.has(n))).toEqual([]);
  });
});

describe("after kill -9 of the postmaster alone", () => {
  test("node starts it again, with every acknowledged row", async () => {
    await using place = new TestPlace();
    const server = await place.start();
    await query(server, "create table kept as select 7 as n");
    kill([notedPid(place.data) ?? 0]);

    await expect.poll(() => place.events, { timeout: 10_000 }).toContain("postgres.restarted");
    expect(place.events).toContain("postgres.crashed");
    expect(await query(server, "select n from kept")).toEqual([{ n: 7 }]);
  });
});

describe("a stale note of a server", () => {
  test("that names a stranger of the same user hinders no start", async () => {
    await using place = new TestPlace();
    const node = place.startNode();
    await node.heard("ready");
    await killEverything(place, node);

    const user = findServerUser(place.data).dropTo ?? {};
    const stranger = spawn("sleep", ["60"], { ...user, stdio: "ignore" });
    onTestFinished(() => void stranger.kill());
    const note = join(place.data, "postmaster.pid");
    writeFileSync(note, readFileSync(note, "utf8").replace(/^\d+/, String(stranger.pid)));

    await place.start();
    expect(stranger.exitCode, "the stranger lives on").toBeNull();
    expect(stranger.signalCode).toBeNull();
  });
});
