import { randomToken } from "../../kernel/bytes.ts";
import { type Clock, minutes, seconds } from "../../kernel/clock.ts";
import { type Control, listed, type Measurement } from "../../kernel/control.ts";
import { newId } from "../../kernel/ids.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Authenticator } from "../../platform/http/index.ts";
import type { Cluster } from "../../platform/postgres/index.ts";
import { inspectAccount, sampleHomes } from "../../tenancy/directory/index.ts";
import { countOverstayed } from "./store.ts";
import { formatSupportToken } from "./token.ts";

export interface SupportControlDeps {
  readonly authenticator: Authenticator;
  readonly cluster: Cluster;
  readonly clock: Clock;
}

/** Whether the operator's support reads on live grants alone: by trying made-up tokens, and by what was written of real ones. */
export const supportControls = (deps: SupportControlDeps): Control[] => [
  {
    name: "support.grants",
    title: "Support read nothing once its grant was over, and made-up tokens open nothing",
    claims: ["C-238", "C-239", "C-240"],
    everyMs: minutes(10),
    timeoutMs: seconds(30),
    probe: () => probeGrants(deps),
  },
];

/** Accounts of each cell that are looked at each time. */
const sampled = 20;
/** A request that began before the end may still write down its use. */
const toleranceMs = seconds(5);

async function probeGrants(deps: SupportControlDeps): Promise<Measurement> {
  const sum = { accounts: 0, sessions: 0, overstayed: 0 };
  for (const home of await sampleHomes(deps.cluster, sampled)) {
    const found = await inspectAccount(deps.cluster, home, (view) => countOverstayed(view, toleranceMs));
    sum.accounts += 1;
    sum.sessions += found.sessions;
    sum.overstayed += found.overstayed;
  }
  const accepted = await tryMadeUp(deps);
  return {
    ok: accepted.length === 0 && sum.overstayed === 0,
    evidence: {
      madeUpTokensAccepted: listed(accepted),
      accountsSampled: sum.accounts,
      sessionsChecked: sum.sessions,
      sessionsUsedAfterTheirGrant: sum.overstayed,
    },
  };
}

async function tryMadeUp({ authenticator, cluster, clock }: SupportControlDeps): Promise<string[]> {
  const made = { sessionId: newId("session", clock()), secret: randomToken() };
  // Nobody's: no id was made in 1970.
  const tries: Record<string, string> = {
    "of no account": formatSupportToken({ ...made, accountId: newId("account", 0) }),
  };
  const [home] = await sampleHomes(cluster, 1);
  if (home !== undefined) tries["unknown to its account"] = formatSupportToken({ ...made, accountId: home.accountId });
  const accepted: string[] = [];
  for (const [what, text] of Object.entries(tries)) if (await isAccepted(authenticator, text)) accepted.push(what);
  return accepted;
}

/** @throws what is no refusal of the token, such as a database that does not answer. */
async function isAccepted(authenticator: Authenticator, text: string): Promise<boolean> {
  if (authenticator.known(text) !== null) return true;
  try {
    await authenticator.verify(text);
    return true;
  } catch (error) {
    if (error instanceof Problem && error.code === "session.expired") return false;
    throw error;
  }
}
