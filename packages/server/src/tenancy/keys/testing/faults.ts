import type { Sql } from "../../../platform/postgres/index.ts";
import type { KeyWrapper, RotationDeps } from "../index.ts";

class Fault extends Error {}

/**
 * Fails the n-th call to the outside: a statement, the end of a transaction, the root key, other processes. `before`:
 * nothing was done. `after`: it was done, and the answer was lost.
 */
class Faults {
  #left: number;
  readonly #when: "before" | "after";

  constructor(nth: number, when: "before" | "after") {
    this.#left = nth;
    this.#when = when;
  }

  async around<T>(work: () => PromiseLike<T>): Promise<T> {
    this.#left -= 1;
    const isHere = this.#left === 0;
    if (isHere && this.#when === "before") throw new Fault();
    const result = await work();
    if (isHere) throw new Fault();
    return result;
  }

  /** The same dependencies, failing as planned. */
  through(deps: RotationDeps): RotationDeps {
    const { wrapper } = deps;
    const faulty: KeyWrapper = {
      id: wrapper.id,
      wrap: (key, context) => this.around(() => wrapper.wrap(key, context)),
      unwrap: (wrapped, context) => this.around(() => wrapper.unwrap(wrapped, context)),
    };
    return {
      ...deps,
      wrapper: faulty,
      keystore: this.#sql(deps.keystore),
      announce: (owner, notice) => this.around(() => deps.announce(owner, notice)),
    };
  }

  #sql<S extends Sql | Parameters<Parameters<Sql["begin"]>[1]>[0]>(sql: S): S {
    const statement = (query: unknown): unknown => {
      if (!(query instanceof Promise)) return query;
      // A statement runs when it is awaited, and a fragment inside one never is: only whole statements are counted.
      const run = query.then.bind(query);
      const then: typeof run = (...handlers) => this.around(() => run((value: unknown) => value)).then(...handlers);
      Reflect.set(query, "then", then);
      return query;
    };
    const begin = (work: (tx: Parameters<Parameters<Sql["begin"]>[1]>[0]) => Promise<unknown>): unknown =>
      this.around(() => ("begin" in sql ? sql.begin((tx) => work(this.#sql(tx))) : Promise.reject(new TypeError())));
    return new Proxy(sql, {
      apply: (target, self, args) => statement(Reflect.apply(target, self, args)),
      get: (target, name) => (name === "begin" ? begin : Reflect.get(target, name)),
    });
  }
}

/** Runs `attempt` with a fault at every call it makes, in turn, before and after it; ends when one comes through. */
export async function atEveryCall(attempt: (faults: Faults) => Promise<"failed" | "done">): Promise<number> {
  let failures = 0;
  for (const when of ["before", "after"] as const) {
    for (let nth = 1; ; nth += 1) {
      if ((await attempt(new Faults(nth, when))) === "done") break;
      failures += 1;
    }
  }
  return failures;
}

/** Whether `work` ended in the planned fault. Anything else is thrown. */
export async function endsInFault(work: () => Promise<unknown>): Promise<"failed" | "done"> {
  try {
    await work();
    return "done";
  } catch (error) {
    if (error instanceof Fault) return "failed";
    throw error;
  }
}
