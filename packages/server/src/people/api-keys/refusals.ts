import type { AccountId, ApiKeyId, UserId } from "@holdfast/contract";

import { type Clock, hours } from "../../kernel/clock.ts";
import type { Log } from "../../kernel/log.ts";
import { networkOf } from "../../platform/limits/index.ts";
import { append, type AppendDeps } from "../../tenancy/audit/index.ts";
import { keyEvent } from "./events.ts";

/** Somebody with the whole key, where it does not work. */
export interface Refusal {
  readonly accountId: AccountId;
  readonly userId: UserId;
  readonly id: ApiKeyId;
  readonly address: string;
}

export interface RefusalDeps extends AppendDeps {
  readonly clock: Clock;
  readonly log: Log;
}

/** Networks of one key that are told of within an hour. Whoever comes from more says nothing new. */
const mostNetworks = 20;
const mostKeys = 10_000;

/**
 * Tells the account's log of keys that were tried from where they do not work: once an hour for each key and network, so
 * that a thousand tries in vain are one event. Each process counts for itself.
 */
export function createRefusalLog(deps: RefusalDeps): (refusal: Refusal) => void {
  const told = new Map<ApiKeyId, Set<string>>();
  let hour = 0;
  return (refusal) => {
    const now = Math.floor(deps.clock() / hours(1));
    if (now !== hour) told.clear();
    hour = now;
    if (!isNew(told, refusal)) return;
    record(deps, refusal).catch((error: unknown) =>
      deps.log.error("api_keys.refusal_unrecorded", error, { accountId: refusal.accountId, keyId: refusal.id }),
    );
  };
}

function isNew(told: Map<ApiKeyId, Set<string>>, { id, address }: Refusal): boolean {
  const networks = told.get(id) ?? new Set();
  const network = networkOf(address);
  if (networks.has(network) || networks.size >= mostNetworks) return false;
  if (networks.size === 0 && told.size >= mostKeys) return false;
  told.set(id, networks.add(network));
  return true;
}

const record = (deps: RefusalDeps, { accountId, userId, id, address }: Refusal): Promise<void> =>
  append(
    deps,
    accountId,
    keyEvent(
      "api_key.address_refused",
      { actor: { type: "key", id, creator: userId }, request: null, address, device: null },
      { id, userId },
    ),
  );
