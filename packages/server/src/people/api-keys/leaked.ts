import { equalBytes } from "../../kernel/bytes.ts";
import { Problem } from "../../kernel/problem.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import { findHome, inspectAccount } from "../../tenancy/directory/index.ts";
import { notify } from "../notices/index.ts";
import { nameOf } from "./api-key.ts";
import { endKey } from "./api-keys.ts";
import type { KeyDeps, KeyRouteDeps } from "./deps.ts";
import { keyEvent } from "./events.ts";
import { type ApiKeyText, keyHash, parseKeyText } from "./key-format.ts";
import { lockKey, type LockedKey, readHash } from "./store.ts";

export interface LeakReport {
  readonly keys: readonly string[];
  /** Where they were found, in the finder's words. */
  readonly source?: string;
}

/**
 * Takes in keys that were found in public. What they are is looked at after the answer, so that neither it nor its time
 * tells the finder anything. One after the other: a report holds one connection at most.
 * @throws Problem(`service.busy`)
 */
export function takeInLeaked(deps: KeyRouteDeps, report: LeakReport, origin: Origin): void {
  const texts = [...new Set(report.keys)];
  deps.background.run(async () => {
    for (const text of texts) await revokeLeaked(deps, text, report.source, origin);
  });
}

/** Whoever has the whole key, and nobody else, can end it. One that is not live, or none of ours, is nobody's business. */
async function revokeLeaked(deps: KeyDeps, text: string, source: string | undefined, origin: Origin): Promise<void> {
  const named = parseKeyText(text);
  if (named === null || !(await isLiveKey(deps, named, text))) return;
  await deps.revoker.within(named.accountId, async (scope, revoke) => {
    const key = await lockKey(scope, named.id);
    // Reported twice at once, or revoked meanwhile: told once.
    if (key === null || !isLive(key, deps.clock())) return;
    await endKey(deps, scope, key);
    const name = nameOf(scope, key);
    const personal = { name, ...(source !== undefined && { source }) };
    await emit(scope, keyEvent("api_key.leaked", origin, key, { personal }));
    await notify(deps, scope, { notice: "key.leaked", user: key.userId, origin, facts: { name } });
    await revoke({ kind: "key", subject: key.id });
  });
}

/** Opens no keys and locks nothing: whoever makes keys up costs one read each. */
async function isLiveKey({ directory, clock }: KeyDeps, named: ApiKeyText, text: string): Promise<boolean> {
  const home = await findHome(directory, named.accountId).catch(unknownAccount);
  if (home === null || home.state !== "active") return false;
  const key = await inspectAccount(directory.cluster, home, (view) => readHash(view, named.id));
  return key !== null && equalBytes(key.secretHash, keyHash(text)) && isLive(key, clock());
}

function unknownAccount(error: unknown): null {
  if (error instanceof Problem && error.code === "account.not_found") return null;
  throw error;
}

const isLive = ({ revokedAt, expiresAt }: Pick<LockedKey, "revokedAt" | "expiresAt">, now: number): boolean =>
  revokedAt === null && expiresAt > now;
