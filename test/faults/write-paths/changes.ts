import type { EventName, UserView } from "@holdfast/contract";
import type { LightMyRequestResponse } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Deployment, type Member, startDeployment, type TestRequest } from "../../support/deployment.ts";
import { eventsOf } from "../../support/events.ts";
import { failEveryCall } from "../../support/faults.ts";

type Bearer = Pick<Member, "token">;
type EventFilter = Parameters<typeof eventsOf>[2];

/** What a change takes from live sessions. */
interface Taking {
  readonly name: string;
  readonly isFelt: () => Promise<boolean>;
}

/** A way to change something, about to be taken. */
export interface Change {
  readonly request: TestRequest;
  /** Whether the change is there, as others see it. */
  isDone(): Promise<boolean>;
  /** How many events tell of it. */
  events(): Promise<number>;
  /** Becomes true once what the change takes is taken from everybody; at the latest when the relay has looked. */
  readonly isFelt?: () => Promise<boolean>;
}

/** Prepares changes of one kind, each about something of its own. */
export type Changes = Readonly<Record<string, () => Promise<Change>>>;

/** An account with somebody in it, which counts its own requests. */
export interface SmallAccount {
  readonly boss: Member;
  readonly who: Member;
  readonly people: () => Promise<UserView[]>;
  readonly seen: () => Promise<UserView | undefined>;
  readonly told: (event: EventName) => Promise<number>;
  readonly isFelt: () => Promise<boolean>;
}

/** Where the changes of one test file are made. */
export interface House {
  readonly holdfast: Deployment;
  readonly root: Member;
  readonly get: (url: string, by: Bearer) => Promise<LightMyRequestResponse>;
  readonly post: (url: string, body: unknown, by?: Bearer) => Promise<LightMyRequestResponse>;
  readonly isLive: (who: Bearer) => Promise<boolean>;
  readonly canSignIn: (who: Member) => Promise<boolean>;
  readonly newMember: (role?: string) => Promise<Member>;
  /** How many events there are in the root's account. */
  readonly count: (event: EventName, of: { target?: string; actor?: string }) => Promise<number>;
  /** How many there are in the account of `by`. */
  readonly countBy: (by: Bearer, filter: EventFilter) => Promise<number>;
  readonly small: () => Promise<SmallAccount>;
  /** A number that was not given before. */
  readonly unique: () => number;
}

/** A deployment whose calls to databases and root key fail as they are told to, for the tests of one file. */
export function openHouse(): House {
  const people: { holdfast?: Deployment; root?: Member; auditor?: Member } = {};
  const there = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error("the house is not open yet");
    return value;
  };
  beforeAll(async () => {
    people.holdfast = await startDeployment({ faults: true });
    people.root = await people.holdfast.account();
    people.auditor = await people.holdfast.member(people.root, "monitor");
  });
  afterAll(() => people.holdfast?.stop());

  const call = (request: TestRequest) => there(people.holdfast).call(request);
  const get: House["get"] = (url, { token }) => call({ method: "GET", url, token });
  const isLive = async (who: Bearer): Promise<boolean> => (await get("/v1/me", who)).statusCode === 200;
  const countBy: House["countBy"] = async (by, filter) => (await eventsOf(there(people.holdfast), by, filter)).length;
  let made = 0;
  return {
    get holdfast() {
      return there(people.holdfast);
    },
    get root() {
      return there(people.root);
    },
    get,
    post: (url, body, by) => call({ method: "POST", url, body, ...(by !== undefined && { token: by.token }) }),
    isLive,
    async canSignIn({ email, password, slug: account }) {
      const answer = await call({ method: "POST", url: "/v1/auth/sign-in", body: { email, password, account } });
      return answer.statusCode === 200;
    },
    newMember: (role = "developer") => there(people.holdfast).member(there(people.root), role),
    count: (event, of) => countBy(there(people.auditor), { event, ...of }),
    countBy,
    async small() {
      const boss = await there(people.holdfast).account();
      const who = await there(people.holdfast).member(boss, "developer");
      expect(await isLive(who)).toBe(true);
      const list = async (): Promise<UserView[]> => (await get("/v1/users", boss)).json().items;
      return {
        boss,
        who,
        people: list,
        seen: async () => (await list()).find(({ id }) => id === who.userId),
        told: (event) => countBy(boss, { event, target: who.userId }),
        isFelt: async () => !(await isLive(who)),
      };
    },
    unique: () => (made += 1),
  };
}

export interface HowTried {
  /** Of those that take long, how many go on at once: each is about an account or a user of its own. */
  readonly abreast?: Readonly<Record<string, number>>;
  /** What the changes take from live sessions is seen at least so often. */
  readonly takings: number;
}

/**
 * Every way to change something, with every one of its calls to a database or to the root key failing in turn. Each time
 * the change has happened with its event, or neither has; what it takes from live sessions is taken; and the next try works.
 */
export function describeChanges(house: House, changes: Changes, { abreast = {}, takings }: HowTried): void {
  /** What each change takes is looked at together, at the end. */
  const taken: Taking[] = [];

  describe.each(Object.entries(changes))("%s", (name, prepare) => {
    test.each(["before", "after"] as const)(
      "comes whole with its event or not at all, when any call fails %s it took effect [C-005] [C-006] [C-231]",
      async (when) => {
        const scenario: Parameters<typeof failEveryCall>[1] = async (attempt, at) => {
          const change = await prepare();
          const answer = await attempt(() => house.holdfast.call(change.request));
          const isDone = await change.isDone();
          expect([at, await change.events()]).toEqual([at, Number(isDone)]);
          const refused = { status: 503, code: "service.unavailable", retry: true };
          const told = { status: answer.statusCode, code: answer.json().code, retry: "retry-after" in answer.headers };
          expect([at, answer.statusCode < 300 ? isDone : told]).toEqual([at, answer.statusCode < 300 ? true : refused]);
          const again = isDone ? answer : await house.holdfast.call(change.request);
          const isDoneNow = isDone || (await change.isDone());
          expect([at, isDone || again.statusCode < 300, isDoneNow]).toEqual([at, true, true]);
          const { isFelt } = change;
          if (isFelt !== undefined) taken.push({ name: `${name}, call ${at} failing ${when}`, isFelt });
        };
        expect(await failEveryCall(when, scenario, abreast[name])).toBeGreaterThan(5);
      },
      120_000,
    );
  });

  if (takings === 0) return;
  describe("what a change takes from live sessions", () => {
    test("is taken, even when the process that changed it was not there to see to it [C-124] [C-161]", async () => {
      expect(taken.length).toBeGreaterThanOrEqual(takings);
      let waiting = taken;
      const notFelt = async (): Promise<string[]> => {
        const still: Taking[] = [];
        for (const taking of waiting) if (!(await taking.isFelt())) still.push(taking);
        waiting = still;
        return still.map(({ name }) => name);
      };
      // Many are looked at one after the other; what is late begins once all were.
      await notFelt();
      await expect.poll(notFelt, { timeout: 15_000, interval: 500 }).toEqual([]);
    });
  });
}
