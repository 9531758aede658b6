import { type Clock, minutes, seconds } from "../../kernel/clock.ts";
import { type Control, listed, type Measurement } from "../../kernel/control.ts";
import { newId } from "../../kernel/ids.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Authenticator } from "../../platform/http/index.ts";
import type { Cluster } from "../../platform/postgres/index.ts";
import { inspectAccount, sampleHomes } from "../../tenancy/directory/index.ts";
import { newKeyText } from "./key-format.ts";
import { countMisused } from "./store.ts";

export interface KeyControlDeps {
  readonly authenticator: Authenticator;
  readonly cluster: Cluster;
  readonly leaseMs: number;
  readonly clock: Clock;
}

/** Whether keys that are dead, or never lived, open nothing: by trying such keys, and by what was written of real ones. */
export const apiKeyControls = (deps: KeyControlDeps): Control[] => [
  {
    name: "api_keys.dead",
    title: "No API key opened anything after it was revoked or had expired, and made-up ones open nothing",
    claims: ["C-144", "C-145"],
    everyMs: minutes(10),
    timeoutMs: seconds(30),
    probe: async () => measure(await tryMadeUp(deps), await lookAtUses(deps)),
  },
];

interface Uses {
  readonly accounts: number;
  readonly keys: number;
  readonly misused: number;
}

const measure = (accepted: readonly string[], { accounts, keys, misused }: Uses): Measurement => ({
  ok: accepted.length === 0 && misused === 0,
  evidence: {
    madeUpKeysAccepted: listed(accepted),
    accountsSampled: accounts,
    keysChecked: keys,
    keysUsedAfterTheirEnd: misused,
  },
});

async function tryMadeUp({ authenticator, cluster, clock }: KeyControlDeps): Promise<string[]> {
  // Nobody's: no id was made in 1970.
  const nobodys = newKeyText({ accountId: newId("account", 0), id: newId("apiKey", 0) });
  const flipped = nobodys.slice(0, -1) + (nobodys.endsWith("0") ? "1" : "0");
  const tries: Record<string, string> = { "of no account": nobodys, "with a wrong checksum": flipped };
  const [home] = await sampleHomes(cluster, 1);
  if (home !== undefined) {
    tries["unknown to its account"] = newKeyText({ accountId: home.accountId, id: newId("apiKey", clock()) });
  }
  const accepted: string[] = [];
  for (const [what, text] of Object.entries(tries)) if (await isAccepted(authenticator, text)) accepted.push(what);
  return accepted;
}

/** @throws what is no refusal of the key, such as a database that does not answer. */
async function isAccepted(authenticator: Authenticator, text: string): Promise<boolean> {
  if (authenticator.known(text) !== null) return true;
  try {
    await authenticator.verify(text);
    return true;
  } catch (error) {
    if (error instanceof Problem && error.code === "key.invalid") return false;
    throw error;
  }
}

/** Accounts of each cell that are looked at each time. */
const sampled = 20;
/** The clocks of processes and database run as near to each other as this. */
const clockSkewMs = 5_000;

async function lookAtUses({ cluster, leaseMs }: KeyControlDeps): Promise<Uses> {
  const sum = { accounts: 0, keys: 0, misused: 0 };
  for (const home of await sampleHomes(cluster, sampled)) {
    const { keys, misused } = await inspectAccount(cluster, home, (view) => countMisused(view, leaseMs + clockSkewMs));
    sum.accounts += 1;
    sum.keys += keys;
    sum.misused += misused;
  }
  return sum;
}
