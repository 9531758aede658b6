import { type Clock, minutes, seconds } from "../../kernel/clock.ts";
import type { Control, Measurement } from "../../kernel/control.ts";
import type { Cluster } from "../../platform/postgres/index.ts";
import { inspectAccount, sampleHomes } from "../../tenancy/directory/index.ts";
import { liveStrengths } from "../sessions/index.ts";
import { confirmedApps } from "./totp-store.ts";

export interface FactorControlDeps {
  readonly cluster: Cluster;
  readonly clock: Clock;
}

/** Whether the sessions that live now were begun as they had to be. */
export const factorControls = (deps: FactorControlDeps): Control[] => [
  {
    name: "factors.second_step",
    title: "Nobody who has an authenticator app is signed in by less than two factors",
    claims: ["C-105", "C-108", "C-110", "C-112"],
    everyMs: minutes(10),
    timeoutMs: seconds(30),
    probe: () => probeSecondStep(deps),
  },
];

/** Accounts of each cell that are looked at each time. */
const sampled = 20;

async function probeSecondStep({ cluster, clock }: FactorControlDeps): Promise<Measurement> {
  const sum = { accounts: 0, sessions: 0, weak: 0 };
  for (const home of await sampleHomes(cluster, sampled)) {
    const { sessions, apps } = await inspectAccount(cluster, home, async (view) => ({
      sessions: await liveStrengths(view, clock()),
      apps: new Map((await confirmedApps(view)).map((app) => [app.userId, app.confirmedAt])),
    }));
    const due = sessions.filter(({ userId, createdAt }) => createdAt > (apps.get(userId) ?? Number.POSITIVE_INFINITY));
    sum.accounts += 1;
    sum.sessions += due.length;
    sum.weak += due.filter(({ factorProvedAt }) => factorProvedAt === null).length;
  }
  const evidence = { accountsSampled: sum.accounts, sessionsChecked: sum.sessions, sessionsOfOneFactor: sum.weak };
  return { ok: sum.weak === 0, evidence };
}
