import { isId } from "@holdfast/contract";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { type Deployment, type Member, signInAs, startDeployment } from "../../../../../test/support/deployment.ts";
import { minutes } from "../../kernel/clock.ts";
import type { Authenticator } from "../../platform/http/index.ts";
import type { DirectoryDeps } from "../../tenancy/directory/index.ts";
import { type AuthenticatorDeps, createAuthenticator, createSessionReader } from "./authenticator.ts";
import { flushTouches } from "./last-use.ts";
import { createSessionMemory } from "./session-memory.ts";

let holdfast: Deployment;
let european: Member;
let american: Member;

/** A verifier with a memory of the test's own, beside the one that answers requests. */
let deps: AuthenticatorDeps;
let verifier: Authenticator;

beforeAll(async () => {
  holdfast = await startDeployment();
  european = await holdfast.account();
  american = await holdfast.account({ region: "us" });
});
beforeEach(async () => {
  [european, american] = [await signInAs(holdfast, european), await signInAs(holdfast, american)];
  const { directory, keyring, issuer, revocationNode, revocationLeaseMs: leaseMs, clock } = holdfast.runtime;
  const memory = createSessionMemory(10);
  deps = { directory, keyring, issuer, revocations: revocationNode, leaseMs, clock, memory };
  verifier = createAuthenticator(deps);
  for (const member of [european, american]) await verifier.verify(member.token);
});
afterAll(() => holdfast.stop());

/** Memory is believed while the process is up to date, and on a busy machine that is not always. */
async function isKnown({ token }: Member): Promise<void> {
  await expect.poll(() => verifier.known(token)).not.toBeNull();
}

const claimsOf = ({ accountId, userId, sessionId }: Member) => {
  if (!isId("session", sessionId)) throw new Error("no session");
  return { accountId, userId, sessionId };
};

async function idleFor(member: Member): Promise<number> {
  const { region } = member === european ? { region: "eu" } : { region: "us" };
  const { cluster } = holdfast.runtime.directory;
  const lastSeenAt = await cluster.asOwner(region, cluster.names.cell(region), async (owner) =>
    owner.begin(async (sql) => {
      await sql`select set_config('holdfast.account_id', ${member.accountId}, true)`;
      const [row] = await sql<
        { lastSeenAt: number }[]
      >`select last_seen_at from sessions where id = ${member.sessionId}`;
      return row?.lastSeenAt ?? 0;
    }),
  );
  return holdfast.now() - lastSeenAt;
}

describe("last use of a session", () => {
  test("reaches its row from the memory of a process, once [C-129]", async () => {
    holdfast.advance(minutes(10));
    for (const member of [european, american]) await isKnown(member);
    expect(await idleFor(european)).toBeGreaterThanOrEqual(minutes(10));
    expect(await flushTouches(deps)).toBe(2);
    for (const member of [european, american]) expect(await idleFor(member)).toBeLessThan(minutes(1));
    expect(await flushTouches(deps)).toBe(0);
  });

  test("counts where somebody else has verified its token, and the newest of all uses is written [C-129]", async () => {
    const read = createSessionReader(deps);
    holdfast.advance(minutes(5));
    await isKnown(european);
    holdfast.advance(minutes(5));
    const [live, other] = await Promise.all([read(claimsOf(european)), read(claimsOf(american))]);
    expect([live?.caller.userId, other?.caller.userId]).toEqual([european.userId, american.userId]);
    expect(await flushTouches(deps)).toBeGreaterThanOrEqual(2);
    for (const member of [european, american]) expect(await idleFor(member)).toBeLessThan(minutes(1));
    expect(await flushTouches(deps)).toBe(0);
  });

  test("is written for one region while the other is away, and for that one when it is back", async () => {
    holdfast.advance(minutes(10));
    for (const member of [european, american]) verifier.known(member.token);
    const { cluster } = deps.directory;
    const away: DirectoryDeps = {
      ...deps.directory,
      cluster: {
        ...cluster,
        cell: (region, database) => cluster.cell(region, region === "eu" ? `${database}_gone` : database),
      },
    };
    await expect(flushTouches({ ...deps, directory: away })).rejects.toBeInstanceOf(AggregateError);
    expect(await idleFor(american)).toBeLessThan(minutes(1));
    expect(await idleFor(european)).toBeGreaterThanOrEqual(minutes(10));
    expect(await flushTouches(deps)).toBe(1);
    expect(await idleFor(european)).toBeLessThan(minutes(1));
  });

  test("of an account that is erased meanwhile is no fault", async () => {
    const { accountId } = await holdfast.account();
    for (const entry of deps.memory.entries.values()) Object.assign(entry, { accountId });
    await holdfast.runtime.directory.cluster.directory`update accounts set state = 'erased' where id = ${accountId}`;
    holdfast.runtime.directory.homeCache.homes.delete(accountId);
    expect(await flushTouches(deps)).toBe(0);
  });
});
