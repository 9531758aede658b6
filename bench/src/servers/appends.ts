import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import postgres, { type Sql } from "postgres";

import { append, type AuditEvent } from "../../../packages/server/src/tenancy/audit/index.ts";
import { repeatAsync } from "../harness/repeat.ts";
import { percentile } from "../harness/statistics.ts";
import type { Slice } from "../harness/rounds.ts";
import { answerParent } from "../harness/worker-process.ts";
import { type Deployment, type DeploymentOptions, startDeployment } from "./deployment.ts";
import type { Member } from "./populate.ts";

/** Provable events, against rows of the same size in a table of their own. */
let deployment: Deployment | null = null;
let members: readonly Member[] = [];
let sql: Sql | null = null;

function running() {
  if (deployment === null || sql === null) throw new Error("not started");
  return { runtime: deployment.runtime, sql };
}

async function start(options: DeploymentOptions, population: readonly Member[]): Promise<void> {
  deployment = await startDeployment(options);
  members = population;
  sql = postgres({
    host: options.socketDir,
    database: `${options.prefix}_cell_eu`,
    username: "holdfast_owner",
    max: 32,
    onnotice: () => {},
  });
  await sql`drop table if exists bench_rows`;
  await sql`create table bench_rows (id bigint generated always as identity primary key, entry bytea, leaf bytea)`;
}

const eventOf = ({ userId, sessionId }: Member): AuditEvent => ({
  event: "session.revoked",
  origin: { actor: { type: "user", id: userId }, request: "bench", address: "192.0.2.1", device: "bench" },
  target: { type: "session", id: sessionId },
  outcome: "success",
  details: { reason: "bench" },
  personal: {},
});

/** So many callers, each of which waits until its event has committed before it writes the next. */
async function events(appenders: number, milliseconds: number): Promise<Slice> {
  const { runtime } = running();
  const { latencies, ...slice } = await repeatAsync(milliseconds, appenders, (n) => {
    const member = members[n % members.length];
    if (member === undefined) throw new Error("nobody there");
    return append(runtime, member.accountId, eventOf(member));
  });
  return { ...slice, p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) };
}

/** Waits until every event has its position, so that the sequencer's work is not left to who comes next. */
async function sequenced(): Promise<number> {
  const began = performance.now();
  for (;;) {
    const [row] = await running().sql`select count(*)::int as waiting from cell_audit_queue`;
    if (row?.waiting === 0) return (performance.now() - began) / 1000;
    await sleep(20);
  }
}

const entry = randomBytes(400);
const leaf = randomBytes(32);
/** Object id of the type, which the driver does not tell from its values. */
const bytea = 17;
const thousand = {
  entries: Array.from({ length: 1000 }, () => entry),
  leaves: Array.from({ length: 1000 }, () => leaf),
};

async function singleRows(connections: number, milliseconds: number): Promise<Slice> {
  const { sql } = running();
  const insert = () => sql`insert into bench_rows (entry, leaf) values (${entry}, ${leaf})`;
  const { latencies, ...slice } = await repeatAsync(milliseconds, connections, insert);
  return { ...slice, p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) };
}

/** One connection, a thousand rows in a statement. */
async function manyRows(milliseconds: number): Promise<Slice> {
  const { sql } = running();
  const { entries, leaves } = thousand;
  const { operations, seconds } = await repeatAsync(
    milliseconds,
    1,
    () => sql`
    insert into bench_rows (entry, leaf) select * from unnest(${sql.array(entries, bytea)}, ${sql.array(leaves, bytea)})`,
  );
  return { operations: operations * 1000, seconds };
}

const methods = { start, events, sequenced, singleRows, manyRows };
export type AppendMethods = typeof methods;
answerParent(methods, async () => {
  await sql?.end();
  await deployment?.stop();
});
