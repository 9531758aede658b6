import { setTimeout as sleep } from "node:timers/promises";

import { type Guard, GuardProblem } from "@holdfast/sdk/guard";
import { expect } from "vitest";

import type { Deployment, Member } from "../support/deployment.ts";

/** From a product to the servers: it can be led elsewhere, cut, or stalled so that nothing more comes of what was begun. */
export function openWay(to: string) {
  const way = {
    to,
    cut: (_path: string): boolean => false,
    isStalled: false,
    asked: [] as string[],
    fetch: async (...[input, init]: Parameters<typeof fetch>): Promise<Response> => {
      const { pathname } = new URL(input instanceof Request ? input.url : input);
      if (way.cut(pathname)) throw new TypeError("cut");
      way.asked.push(pathname);
      const answer = await fetch(way.to + pathname, init);
      return pathname === "/v1/revocations" ? stallable(answer, () => way.isStalled) : answer;
    },
  };
  return way;
}

function stallable({ body, status, headers }: Response, isStalled: () => boolean): Response {
  const passing = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, onward) {
      if (!isStalled()) onward.enqueue(chunk);
    },
  });
  return new Response(body?.pipeThrough(passing) ?? null, { status, headers });
}

interface Refusal {
  readonly endedAt: number;
  readonly error: unknown;
}

/** What became of one session's requests. */
interface Rides {
  readonly member: Member;
  /** Of the last request that was let in, when it began. */
  letIn: number;
  readonly refusals: Refusal[];
  revokedFrom: number;
  certifiedAt: number;
}

/** A product in traffic: sessions of which each asks again as soon as it has its answer. */
export function startTraffic(guard: Guard, members: readonly Member[]) {
  const over = new AbortController();
  const all: Rides[] = [];
  const running: Promise<void>[] = [];

  async function ride(rides: Rides): Promise<void> {
    while (!over.signal.aborted) {
      const began = performance.now();
      try {
        if (guard.known(rides.member.token) === null) await guard.verify(rides.member.token);
        rides.letIn = began;
      } catch (error) {
        rides.refusals.push({ endedAt: performance.now(), error });
      }
      await sleep(3);
    }
  }

  function join(member: Member): void {
    const rides: Rides = { member, letIn: -Infinity, refusals: [], revokedFrom: Infinity, certifiedAt: Infinity };
    all.push(rides);
    running.push(ride(rides));
  }
  for (const member of members) join(member);

  return {
    join,
    /** Ends a session of the traffic, by a server that is told. */
    async revoke(holdfast: Pick<Deployment, "call">, { sessionId, token }: Member): Promise<void> {
      const rides = all.find(({ member }) => member.sessionId === sessionId);
      if (rides === undefined) throw new Error("this session is not in the traffic");
      rides.revokedFrom = performance.now();
      const answer = await holdfast.call({ method: "DELETE", url: `/v1/sessions/${sessionId}`, token });
      rides.certifiedAt = performance.now();
      expect(answer.statusCode).toBe(200);
    },
    /** Ends the traffic. @returns why requests were refused whose session nobody had revoked */
    async end(): Promise<GuardProblem[]> {
      over.abort();
      await Promise.all(running);
      for (const { letIn, certifiedAt, member } of all) {
        expect([member.sessionId, letIn > certifiedAt]).toEqual([member.sessionId, false]);
        const isRevoked = certifiedAt < Infinity;
        const code = await guard.verify(member.token).then(
          () => null,
          (error: unknown) => (error instanceof GuardProblem ? error.code : error),
        );
        expect([member.sessionId, code]).toEqual([member.sessionId, isRevoked ? "session.expired" : null]);
      }
      return all.flatMap(({ refusals, revokedFrom }) =>
        refusals.filter(({ endedAt }) => endedAt < revokedFrom).map(({ error }) => explained(error)),
      );
    },
  };
}

/** A refusal that says why: it could not be checked, and because of what. Whatever else is refused is a fault. */
function explained(error: unknown): GuardProblem {
  expect(error).toMatchObject({ code: "service.unavailable", cause: expect.any(Error) });
  if (error instanceof GuardProblem) return error;
  throw new Error("no refusal of the guard's", { cause: error });
}
