import type { AccountId, SessionId, UserId } from "@holdfast/contract";

import { createLog } from "../../packages/server/src/kernel/log.ts";
import { Problem } from "../../packages/server/src/kernel/problem.ts";
import { openCluster, serverFromSocket } from "../../packages/server/src/platform/postgres/index.ts";
import { lookUp, type Reading, startNode } from "../../packages/server/src/tenancy/revocation/index.ts";
import { testRoles } from "../support/templates.ts";

export type Verdict = "accepted" | "denied" | "unavailable";

/** A token to check, or null for a report. */
export interface Question {
  readonly id: number;
  readonly token: string | null;
}

export interface Reply {
  readonly id: number;
  readonly verdict: Verdict | null;
  readonly report: Report | null;
}

export interface Report {
  readonly fresh: boolean;
  /** How many checks were answered "accepted". */
  readonly accepts: number;
  /** When each token was last accepted: the beginning of that check, by the machine's monotonic clock. */
  readonly lastAccepted: readonly (readonly [token: string, nanoseconds: string])[];
}

interface Session {
  readonly accountId: AccountId;
  readonly userId: UserId;
  readonly sessionId: SessionId;
}

const [, , socketDir = "", prefix = "", ...load] = process.argv;
const log = createLog(
  () => {},
  () => 0,
);
const server = serverFromSocket(socketDir, testRoles);
const cluster = openCluster({ prefix, control: server, regions: { eu: server }, poolSize: 4 });
const cell = cluster.cell("eu", cluster.names.cell("eu"));
const node = startNode({ cluster, log }, { onRevoke: () => {}, onFlush: () => {} });
const sessions = {
  memory: new Map<string, Reading<Session>>(),
  subjectsOf: (session: Session) => session,
  async read(token: string): Promise<Session | null> {
    const [session] = await cell<Session[]>`
      select account_id, user_id, session_id from fault_sessions where session_id = ${token} and live`;
    return session ?? null;
  },
};
const accepted = new Map<string, bigint>();
let count = 0;

async function check(token: string): Promise<Verdict> {
  const began = process.hrtime.bigint();
  try {
    const looked = lookUp(node, sessions, token);
    // Not awaited when memory answers, so that the check begins and ends in one turn.
    const session = looked instanceof Promise ? await looked : looked;
    if (session === null) return "denied";
    accepted.set(token, began);
    count += 1;
    return "accepted";
  } catch (error) {
    if (error instanceof Problem && error.code === "service.unavailable") return "unavailable";
    throw error;
  }
}

async function answer({ id, token }: Question): Promise<Reply> {
  if (token !== null) return { id, verdict: await check(token), report: null };
  const lastAccepted = [...accepted].map(([token, at]) => [token, `${at}`] as const);
  return { id, verdict: null, report: { fresh: node.fresh(), accepts: count, lastAccepted } };
}

/** Verifies some 500 tokens a second: enough to be caught at any mistake, little enough for four of us on two cores. */
async function work(): Promise<void> {
  for (let i = 0; ; i = (i + 3) % load.length) {
    await Promise.all(load.slice(i, i + 3).map(check));
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
}

process.on("message", (question: Question) => {
  void answer(question).then((reply) => process.send?.(reply));
});
process.on("disconnect", () => process.exit());
void work();
