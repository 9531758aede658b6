import { createGuard, type Guard, type GuardOptions } from "@holdfast/sdk/guard";
import { expect } from "vitest";

import { type Member, publicUrl, startDeployment } from "../support/deployment.ts";
import { guardSecret, guardTokenOf } from "../support/guards.ts";
import { openWay } from "./traffic.ts";

/** For how long a process trusts its memory, in milliseconds. */
export const leaseMs = 1000;

export type Guarded = Awaited<ReturnType<typeof startGuarded>>;

/** A deployment with two accounts, and guards in front of it. */
export async function startGuarded() {
  const holdfast = await startDeployment({ guardSecrets: [guardSecret], revocationLeaseMs: leaseMs });
  const url = await holdfast.app.listen({ host: "127.0.0.1", port: 0 });
  const [acme, globex] = [await holdfast.account(), await holdfast.account()];
  const guards: Guard[] = [];
  return {
    holdfast,
    url,
    acme,
    globex,
    /** A guard whose way to the servers can be cut in parts, and moved. It is up to date. */
    async guardOf(options: Partial<GuardOptions> = {}) {
      const way = openWay(url);
      const guard = createGuard({
        baseUrl: url,
        credential: guardTokenOf(null),
        issuer: publicUrl,
        fetch: way.fetch,
        ...options,
      });
      guards.push(guard);
      await expect.poll(() => guard.fresh(), { interval: 5 }).toBe(true);
      return { guard, way };
    },
    async call(method: "GET" | "PUT" | "DELETE", path: string, { token }: Member, body?: object) {
      const answer = await holdfast.call({ method, url: path, token, ...(body !== undefined && { body }) });
      expect(answer.statusCode).toBe(200);
      return answer.json();
    },
    closeGuards: () => {
      for (const guard of guards.splice(0)) guard.close();
    },
    stop: () => holdfast.stop(),
  };
}

/** Ends the session of a member. @returns the certificate */
export const revoke = (house: Guarded, member: Member) =>
  house.call("DELETE", `/v1/sessions/${member.sessionId}`, member);

/** How often servers were asked about sessions. */
export const asksIn = (asked: readonly string[]): number =>
  asked.filter((path) => path === "/v1/guarded-sessions").length;

/** The code of a refusal; null when nothing was refused. */
export const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => (typeof error === "object" && error !== null && "code" in error ? error.code : error),
  );
