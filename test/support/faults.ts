import { AsyncLocalStorage } from "node:async_hooks";

import type { Cluster, Sql } from "../../packages/server/src/platform/postgres/index.ts";
import type { KeyWrapper } from "../../packages/server/src/tenancy/keys/index.ts";

/** What goes wrong: the `at`-th call to a database or to the root key, before it was made, or after it took effect. */
export interface FaultPlan {
  readonly at: number;
  readonly when: "before" | "after";
  /** Calls so far: statements, commits, and what the root key is asked. */
  seen: number;
  /** Nothing fails any more, nor counts. */
  over: boolean;
}

/** As a connection says it that breaks. */
class Fault extends Error {
  readonly code = "ECONNRESET";
}

/** Only what is done for one request fails, and nothing of what runs beside it. */
const plans = new AsyncLocalStorage<FaultPlan>();

/** Awaited in here, since an injected request only begins when somebody waits for it. */
async function underFault<T>(plan: FaultPlan, work: () => Promise<T>): Promise<T> {
  try {
    return await plans.run(plan, async () => await work());
  } finally {
    plan.over = true;
  }
}

/** For what a request sets going and does not wait for. */
export const withoutFaults = <T>(work: () => T): T => plans.exit(work);

/** Counts a call, and says whether it is the one that fails. */
function isHit(plan: FaultPlan): boolean {
  if (plan.over) return false;
  plan.seen += 1;
  return plan.seen === plan.at;
}

async function around<T>(work: () => PromiseLike<T>): Promise<T> {
  const plan = plans.getStore();
  if (plan === undefined) return work();
  const fails = isHit(plan);
  if (fails && plan.when === "before") throw new Fault("lost on its way");
  const result = await work();
  if (fails) throw new Fault("its answer was lost");
  return result;
}

export const faultyWrapper = (wrapper: KeyWrapper): KeyWrapper => ({
  id: wrapper.id,
  wrap: (key, context) => around(() => wrapper.wrap(key, context)),
  unwrap: (wrapped, context) => around(() => wrapper.unwrap(wrapped, context)),
});

export const faultyCluster = (cluster: Cluster): Cluster => ({
  ...cluster,
  directory: faultySql(cluster.directory),
  keystore: faultySql(cluster.keystore),
  limits: faultySql(cluster.limits),
  cell: (region, database) => faultySql(cluster.cell(region, database)),
  asOwner: (region, database, work) => cluster.asOwner(region, database, (owner) => work(faultySql(owner, "as one"))),
});

// The driver's client is a function with methods, and a proxy is the one way to stand in for it.
/* oxlint-disable typescript/no-unsafe-type-assertion, typescript/no-unsafe-return, typescript/no-unsafe-assignment -- what the proxy passes on has the types of the client's own */
type AnyFunction = (...args: readonly unknown[]) => unknown;

/**
 * @param transactions whether their statements fail one by one, or with the commit alone. The owner's are migrations, of
 * dozens of statements: whichever fails, all of it is undone alike.
 */
function faultySql<S extends object>(sql: S, transactions: "one by one" | "as one" = "one by one"): S {
  return new Proxy(sql, {
    apply: (target, self, args) => statement(Reflect.apply(target as AnyFunction, self, args)),
    get: (target, name) => {
      if (name === "begin") return transaction(target as Sql, transactions);
      const member: unknown = Reflect.get(target, name);
      if (name !== "unsafe") return member;
      return (...args: unknown[]) => statement(Reflect.apply(member as AnyFunction, target, args));
    },
  });
}

/** A statement runs when it is awaited, and a fragment inside one never is: so only whole statements are counted. */
function statement(query: unknown): unknown {
  if (!(query instanceof Promise)) return query;
  const run = query.then.bind(query);
  const then: typeof run = (...handlers) => around(() => run((value: unknown) => value)).then(...handlers);
  Reflect.set(query, "then", then);
  return query;
}

/** A transaction whose statements may fail as planned, and whose commit is one more of them. */
function transaction(sql: Sql, statements: "one by one" | "as one") {
  return async (...args: readonly unknown[]): Promise<unknown> => {
    const work = args.at(-1) as (tx: object) => Promise<unknown>;
    const fate = { isAnswerLost: false };
    const body = async (tx: object): Promise<unknown> => {
      const value = await work(statements === "one by one" ? faultySql(tx) : tx);
      const plan = plans.getStore();
      if (plan === undefined || !isHit(plan)) return { value };
      if (plan.when === "before") throw new Fault("the commit was lost on its way");
      fate.isAnswerLost = true;
      return { value };
    };
    const committed = (await Reflect.apply(Reflect.get(sql, "begin") as AnyFunction, sql, [
      ...args.slice(0, -1),
      body,
    ])) as {
      value: unknown;
    };
    if (fate.isAnswerLost) throw new Fault("the commit's answer was lost");
    return committed.value;
  };
}
/* oxlint-enable typescript/no-unsafe-type-assertion, typescript/no-unsafe-return, typescript/no-unsafe-assignment */

/**
 * Runs a scenario with the first call failing, then the second, and so on, until one runs through that had fewer. Each
 * time `attempt` is what fails; what it came to is for the scenario to judge.
 * @param abreast how many are prepared and judged side by side, where each has nothing to do with the others.
 * @returns how many calls there were.
 */
export async function failEveryCall(
  when: FaultPlan["when"],
  scenario: (attempt: <T>(work: () => Promise<T>) => Promise<T>, at: number) => Promise<void>,
  abreast = 1,
): Promise<number> {
  for (let first = 1; first < 500; first += abreast) {
    const tries: FaultPlan[] = Array.from({ length: abreast }, (_, n) => ({
      at: first + n,
      when,
      seen: 0,
      over: false,
    }));
    const inTurn = oneAfterAnother(abreast);
    await Promise.all(tries.map((plan) => scenario((work) => inTurn(() => underFault(plan, work)), plan.at)));
    const through = tries.find(({ seen, at }) => seen < at);
    if (through !== undefined) return through.seen;
  }
  throw new Error("a scenario does not come to an end");
}

/**
 * Holds everybody back until `count` are there, lets them work one after another, and lets them go together: what
 * requests share, such as a question to the limits, would otherwise fail for one in place of another.
 */
function oneAfterAnother(count: number): <T>(work: () => Promise<T>) => Promise<T> {
  const everybody = Promise.withResolvers<void>();
  let arrived = 0;
  let last: Promise<unknown> = everybody.promise;
  return async (work) => {
    const mine = last.then(work);
    last = mine.catch(() => {});
    arrived += 1;
    if (arrived === count) everybody.resolve();
    await everybody.promise;
    await last;
    return mine;
  };
}
