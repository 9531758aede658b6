import { type AccountId, builtInRoles, rightSet, type SessionId, type UserId } from "@holdfast/contract";

import type { Runtime } from "../../../packages/server/src/main.ts";
import { createKey } from "../../../packages/server/src/people/api-keys/index.ts";
import { storeHash } from "../../../packages/server/src/people/passwords/index.ts";
import { openSession } from "../../../packages/server/src/people/sessions/index.ts";
import { addUser } from "../../../packages/server/src/people/users/index.ts";
import { createAccount } from "../../../packages/server/src/tenancy/accounts/index.ts";
import { originWithin } from "../../../packages/server/src/tenancy/audit/index.ts";
import { type AccountScope, withAccount } from "../../../packages/server/src/tenancy/directory/index.ts";
import { answerParent } from "../harness/worker-process.ts";
import { type DeploymentOptions, startDeployment } from "./deployment.ts";

/** Somebody who has signed in. */
export interface Member {
  readonly accountId: AccountId;
  readonly userId: UserId;
  readonly sessionId: SessionId;
  readonly email: string;
  readonly token: string;
  /** Null where none was asked for. */
  readonly apiKey: string | null;
}

export interface Population {
  readonly accounts: number;
  readonly sessionsPerAccount: number;
  /** Of every owner; null where nobody signs in. */
  readonly passwordHash: string | null;
  /** Whether each session comes with an API key. */
  readonly apiKeys: boolean;
}

const origin = originWithin("operator", "bench");
const role = { id: "admin", rights: rightSet(builtInRoles.admin.rights), privileged: true };
const request = {
  id: "bench",
  address: "192.0.2.1",
  userAgent: "bench",
  platformHint: null,
  platformVersionHint: null,
};

/** Makes accounts with an owner each, who is signed in: all that sign-up and sign-in write, without mails and hashes. */
async function populate(options: DeploymentOptions, population: Population): Promise<Member[]> {
  const { runtime, stop } = await startDeployment(options);
  const members: Member[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < population.accounts) {
      next += 1;
      const settled = await settle(runtime, `bench-${next}`, population);
      if (!population.apiKeys) members.push(...settled);
      else for (const member of settled) members.push(await withKey(runtime, member));
    }
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  await sequenced(runtime);
  await stop();
  return members;
}

async function settle(runtime: Runtime, slug: string, population: Population): Promise<Member[]> {
  const wish = { name: `Account ${slug}`, slug, region: "eu", placement: "shared", preset: "standard" } as const;
  const email = `ada@${slug}.example`;
  const owner = await createAccount(runtime, wish, origin, async (scope) => {
    const userId = await addUser(runtime, scope, { email, name: "Ada Lovelace", role: role.id, emailVerified: true });
    if (population.passwordHash !== null) await storeHash(scope, userId, population.passwordHash);
    return { accountId: scope.accountId, userId, email };
  });
  return withAccount(runtime.directory, owner.result.accountId, async (scope) => {
    const members: Member[] = [];
    while (members.length < population.sessionsPerAccount) {
      members.push({ ...owner.result, ...(await signIn(runtime, scope, owner.result.userId)), apiKey: null });
    }
    return members;
  });
}

async function withKey(runtime: Runtime, member: Member): Promise<Member> {
  const { accountId, userId, sessionId } = member;
  const proved = { provedAt: Date.now(), factorProvedAt: null, factorDueAt: null, support: null };
  const caller = { accountId, userId, sessionId, role: role.id, rights: role.rights, ...proved };
  const { secret } = await createKey(runtime, caller, { name: "Bench", scopes: ["account:read"] }, origin);
  return { ...member, apiKey: secret };
}

const proof = { methods: ["password"], strong: false, factorDueAt: null, recovered: false } as const;

async function signIn(runtime: Runtime, scope: AccountScope, userId: UserId) {
  const { accessToken, session } = await openSession(runtime, scope, { id: userId, role, proof }, request, origin);
  return { token: accessToken, sessionId: session.id };
}

/** Waits until every event has its place in its log, so that this work is not left for the measurement. */
async function sequenced({ cluster }: Runtime): Promise<void> {
  const cell = cluster.cell("eu", cluster.names.cell("eu"));
  for (;;) {
    const [row] = await cell<{ waiting: number }[]>`select count(*)::int as waiting from cell_audit_queue`;
    if (row?.waiting === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const methods = { populate };
export type PopulateMethods = typeof methods;
answerParent(methods);
