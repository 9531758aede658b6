import { hrtime } from "node:process";

import type { RevocationCertificate } from "@holdfast/contract";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";

import { newId } from "../../packages/server/src/kernel/ids.ts";
import type { Cluster } from "../../packages/server/src/platform/postgres/index.ts";
import { type Revocation, revokeEverywhere } from "../../packages/server/src/tenancy/revocation/index.ts";
import { testCluster } from "../support/test-server.ts";
import { openSeverableSocket, type SeverableSocket } from "./severable-socket.ts";
import type { Verdict } from "./verifier.ts";
import { VerifierProcess } from "./verifier-process.ts";

const accountId = newId("account", 1);
const newSession = (userId = newId("user", 1)) => ({ accountId, userId, sessionId: newId("session", 1) });
type Session = ReturnType<typeof newSession>;

const atOnce = 4;
const toRevoke = Array.from({ length: 192 }, () => newSession());
const familyOfOne = newId("user", 1);
const family = Array.from({ length: 8 }, () => newSession(familyOfOne));
const live = Array.from({ length: 20 }, () => newSession());
const certifiedAt = new Map<string, bigint>();

let cluster: Cluster;
let way: SeverableSocket;
let verifiers: VerifierProcess[];

beforeAll(async () => {
  cluster = await testCluster();
  const all = [...toRevoke, ...family, ...live];
  await cluster.asOwner("eu", cluster.names.cell("eu"), async (owner) => {
    await owner`create table fault_sessions (
      session_id text primary key, account_id text, user_id text, live boolean not null default true)`;
    await owner`grant select, update on fault_sessions to ${owner(cluster.serverOf("eu").appRole)}`;
    await owner`insert into fault_sessions ${owner(
      all.map(({ accountId, userId, sessionId }) => ({
        session_id: sessionId,
        account_id: accountId,
        user_id: userId,
      })),
    )}`;
  });
  way = await openSeverableSocket(inject("postgresSocket"));
  const prefix = cluster.names.directory.replace(/_directory$/, "");
  const load = all.map(({ sessionId }) => sessionId);
  const dirs = [inject("postgresSocket"), way.dir, inject("postgresSocket"), inject("postgresSocket")];
  verifiers = dirs.map((socketDir) => new VerifierProcess({ socketDir, prefix, load }));
});

afterAll(async () => {
  for (const verifier of verifiers) verifier.end();
  await way.close();
  await cluster.close();
});

async function everyoneFresh(): Promise<void> {
  const reports = () => Promise.all(verifiers.map((verifier) => verifier.report()));
  const stale = async () => (await reports()).filter(({ fresh }) => !fresh).length;
  await expect.poll(stale, { timeout: 15_000, interval: 20 }).toBe(0);
}

/** Ends the sessions in their rows, revokes them everywhere, and notes when that was certified. */
async function revoke(sessions: readonly Session[], revocation: Revocation): Promise<RevocationCertificate> {
  const ids = sessions.map(({ sessionId }) => sessionId);
  await cluster.cell("eu", cluster.names.cell("eu"))`
    update fault_sessions set live = false where session_id = any (${ids})`;
  const certificate = await revokeEverywhere({ cluster, revocationNode: null }, revocation);
  for (const id of ids) certifiedAt.set(id, hrtime.bigint());
  return certificate;
}

/** Revokes so many more sessions, a few at once, and asks `witnesses` about each as soon as it is certified. */
async function revokeMore(count: number, witnesses: readonly VerifierProcess[]) {
  const mine = toRevoke.splice(0, count);
  const certificates: RevocationCertificate[] = [];
  const verdicts: Verdict[] = [];
  const worker = async (): Promise<void> => {
    for (let session = mine.pop(); session !== undefined; session = mine.pop()) {
      const { sessionId } = session;
      certificates.push(await revoke([session], { accountId, kind: "session", subject: sessionId }));
      verdicts.push(...(await Promise.all(witnesses.map((witness) => witness.verdict(sessionId)))));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return { certificates, verdicts };
}

/** What the process says of the sessions: each verdict once. */
const verdictsOn = async (verifier: VerifierProcess, sessions: readonly Session[]): Promise<Verdict[]> =>
  distinct(await Promise.all(sessions.map(({ sessionId }) => verifier.verdict(sessionId))));

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];

/** How many processes the certificates speak of, and how many of them had acknowledged at best. */
const nodesOf = (certificates: readonly RevocationCertificate[]) => ({
  each: distinct(certificates.map(({ nodes }) => nodes.acknowledged + nodes.expired)),
  acknowledged: Math.max(...certificates.map(({ nodes }) => nodes.acknowledged)),
});

// In order: each part leaves the processes as the next needs them.
describe("four processes under load", () => {
  test("accept live sessions from memory", async () => {
    await everyoneFresh();
    for (const verifier of verifiers) expect(await verdictsOn(verifier, live)).toEqual(["accepted"]);
  });

  test("refuse a session once its revocation is certified [C-124] [C-127]", async () => {
    const { certificates, verdicts } = await revokeMore(62, verifiers);
    expect(distinct(verdicts)).toEqual(["denied"]);
    expect(certificates).toHaveLength(62);
    expect(nodesOf(certificates)).toEqual({ each: [4], acknowledged: 4 });
  });

  test("refuse all sessions of a user who signed out everywhere, by one certificate [C-125]", async () => {
    await revoke(family, { accountId, kind: "user", subject: familyOfOne });
    for (const verifier of verifiers) expect(await verdictsOn(verifier, family)).toEqual(["denied"]);
  });

  test("do not wait for one that is frozen longer than its lease, and it wakes up distrustful [C-005]", async () => {
    const [frozen, ...others] = fourVerifiers();
    const revoked = toRevoke.slice(0, 65);
    frozen.freeze();
    const { certificates, verdicts } = await revokeMore(65, others);
    expect(distinct(verdicts)).toEqual(["denied"]);
    expect(nodesOf(certificates)).toEqual({ each: [4], acknowledged: 3 });
    // These questions are the first thing that it finds when it wakes.
    const waking = verdictsOn(frozen, revoked);
    frozen.thaw();
    expect(await waking).not.toContain("accepted");
    await everyoneFresh();
  });

  test("do not wait for one that is cut off from the database, and it denies everything [C-005]", async () => {
    const [first, cutOff, ...rest] = fourVerifiers();
    way.sever();
    const { certificates, verdicts } = await revokeMore(65, [first, ...rest]);
    expect(distinct(verdicts)).toEqual(["denied"]);
    expect(nodesOf(certificates)).toEqual({ each: [4], acknowledged: 3 });
    expect(await verdictsOn(cutOff, live)).toEqual(["unavailable"]);
    way.heal();
    await everyoneFresh();
    expect(await verdictsOn(cutOff, live)).toEqual(["accepted"]);
  });

  test("never accepted one of 200 revoked sessions in a check begun after its certificate [C-124] [C-125]", async () => {
    expect(certifiedAt.size).toBe(200);
    for (const verifier of verifiers) {
      const { accepts, lastAccepted } = await verifier.report();
      const late = lastAccepted.filter(([token, at]) => {
        const certified = certifiedAt.get(token);
        return certified !== undefined && BigInt(at) >= certified;
      });
      expect(late).toEqual([]);
      expect(accepts).toBeGreaterThan(200);
    }
  });
});

function fourVerifiers(): readonly [VerifierProcess, VerifierProcess, VerifierProcess, VerifierProcess] {
  const [a, b, c, d] = verifiers;
  if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error("not four verifiers");
  return [a, b, c, d];
}
