import type { Cluster, Sql } from "../../../platform/postgres/index.ts";

/** What goes wrong: the `at`-th statement or commit, before it reached the database or after it took effect there. */
export interface FaultPlan {
  readonly at: number;
  readonly when: "before" | "after";
  /** Statements and commits so far. */
  seen: number;
}

/** As a database that cannot be reached says it. */
class Fault extends Error {
  readonly code = "ECONNRESET";
}

/** The same cluster, over connections that fail as planned. */
export const faultyCluster = (cluster: Cluster, plan: FaultPlan): Cluster => ({
  ...cluster,
  directory: faultySql(cluster.directory, plan),
  cell: (region, database) => faultySql(cluster.cell(region, database), plan),
});

/** Whether it is this one's turn to fail. */
function isHit(plan: FaultPlan): boolean {
  plan.seen += 1;
  return plan.seen === plan.at;
}

async function statement<T>(plan: FaultPlan, run: () => PromiseLike<T>): Promise<T> {
  const fails = isHit(plan);
  if (fails && plan.when === "before") throw new Fault("lost on its way");
  const result = await run();
  if (fails) throw new Fault("its answer was lost");
  return result;
}

// The driver's client is a function with methods, and a proxy is the one way to stand in for it.
/* oxlint-disable typescript/no-unsafe-type-assertion, typescript/no-unsafe-return, typescript/no-unsafe-assignment -- what the proxy passes on has the types of the client's own */
function faultySql<S extends object>(sql: S, plan: FaultPlan): S {
  return new Proxy(sql, {
    apply: (target, self, args) =>
      statement(plan, () => Reflect.apply(target as () => PromiseLike<unknown>, self, args as [])),
    get: (target, name) => (name === "begin" ? transaction(target as Sql, plan) : Reflect.get(target, name)),
  });
}

/** A transaction whose statements fail as planned, and whose commit counts as one. */
function transaction(sql: Sql, plan: FaultPlan) {
  return async (work: (tx: object) => Promise<unknown>): Promise<unknown> => {
    let isAnswerLost = false;
    const result = await sql.begin(async (tx) => {
      const value = await work(faultySql(tx, plan));
      const fails = isHit(plan);
      if (fails && plan.when === "before") throw new Fault("the commit was lost on its way");
      isAnswerLost = fails;
      return { value };
    });
    if (isAnswerLost) throw new Fault("the commit's answer was lost");
    return result.value;
  };
}
