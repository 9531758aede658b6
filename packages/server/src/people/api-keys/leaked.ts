import { randomUUID } from "node:crypto";

import { type Static, Type } from "typebox";
import { Compile } from "typebox/compile";

import { equalBytes } from "../../kernel/bytes.ts";
import type { Log } from "../../kernel/log.ts";
import { Problem } from "../../kernel/problem.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import { inspectAccount } from "../../tenancy/directory/index.ts";
import { DecryptFailure, openDirectoryKeys } from "../../tenancy/keys/index.ts";
import { notify } from "../notices/index.ts";
import { nameOf } from "./api-key.ts";
import { endKey } from "./api-keys.ts";
import type { KeyDeps, KeyRouteDeps } from "./deps.ts";
import { keyEvent } from "./events.ts";
import { homeOf } from "./home.ts";
import { keyHash, parseKeyText } from "./key-format.ts";
import { claimFound, deleteFound, type FoundKey, insertFound } from "./leak-store.ts";
import { lockKey, type LockedKey, readHash } from "./store.ts";

export interface LeakReport {
  readonly keys: readonly string[];
  /** Where they were found, in the finder's words. */
  readonly source?: string;
}

export interface LeakDeps extends KeyDeps {
  readonly log: Log;
}

/** Who found a key, and where. */
const Finding = Type.Object({
  source: Type.Union([Type.String(), Type.Null()]),
  request: Type.Union([Type.String(), Type.Null()]),
  address: Type.Union([Type.String(), Type.Null()]),
  device: Type.Union([Type.String(), Type.Null()]),
});
type Finding = Static<typeof Finding>;
const findingShape = Compile(Finding);

/** So many wait while a region is away, before more are refused. */
const mostWaiting = 10_000;

/**
 * Takes in keys that were found in public. They are written down before the answer and looked at after it: a report
 * outlives the process that took it, and neither the answer nor its time tells the finder what they are. Only what has
 * the form of a key, which anybody can tell, is written down.
 * @throws Problem(`service.busy`)
 */
export async function takeInLeaked(deps: KeyRouteDeps, report: LeakReport, origin: Origin): Promise<void> {
  const { request, address, device } = origin;
  const finding: Finding = { source: report.source ?? null, request, address, device };
  const found = await writeDown(deps, [...new Set(report.keys)], finding);
  if (found.length === 0) return;
  if (!(await insertFound(deps.directory.cluster.directory, found, mostWaiting))) {
    throw new Problem("service.busy", { retryAfter: 60 });
  }
  deps.background.run(() => settleLeaks(deps));
}

async function writeDown({ directory }: KeyDeps, texts: readonly string[], finding: Finding): Promise<FoundKey[]> {
  const keys = await openDirectoryKeys(directory.keys);
  return texts.flatMap((text) => {
    const named = parseKeyText(text);
    if (named === null) return [];
    const id = randomUUID();
    const reportSealed = keys.seal(place(id), JSON.stringify(finding));
    return [{ id, accountId: named.accountId, keyId: named.id, keyHash: keyHash(text), attempts: 0, reportSealed }];
  });
}

const place = (row: string) => ({ purpose: "leaked_key", table: "leaked_keys", column: "report_sealed", row }) as const;

const batch = 20;

/**
 * Looks at what was handed in, one key after the other. What cannot be seen to now, such as a key of a region that is
 * away, is left for later.
 */
export async function settleLeaks(deps: LeakDeps): Promise<void> {
  const table = deps.directory.cluster.directory;
  for (;;) {
    const found = await claimFound(table, batch);
    for (const one of found) {
      try {
        await revokeLeaked(deps, one);
        await deleteFound(table, one.id);
      } catch (error) {
        deps.log.error("api_keys.leak_unsettled", error, { accountId: one.accountId, keyId: one.keyId });
      }
    }
    if (found.length < batch) return;
  }
}

/** Whoever has the whole key, and nobody else, can end it. One that is not live, or none of ours, is nobody's business. */
async function revokeLeaked(deps: KeyDeps, found: FoundKey): Promise<void> {
  if (!(await isLiveKey(deps, found))) return;
  const { source, ...finder } = await findingOf(deps, found);
  const origin: Origin = { ...finder, actor: { type: "anonymous", id: null } };
  await deps.revoker.within(found.accountId, async (scope, revoke) => {
    const key = await lockKey(scope, found.keyId);
    // Reported twice at once, or revoked meanwhile: told once.
    if (key === null || !isLive(key, deps.clock())) return;
    await endKey(deps, scope, key);
    const name = nameOf(scope, key);
    const personal = { name, ...(source !== null && { source }) };
    await emit(scope, keyEvent("api_key.leaked", origin, key, { personal }));
    await notify(deps, scope, { notice: "key.leaked", user: key.userId, origin, facts: { name } });
    await revoke({ kind: "key", subject: key.id });
  });
}

/**
 * What was reported with a key. Once the directory's key of then is destroyed nobody knows, and the found one ends all the
 * same; at the first try this process may only not have read a newer key yet.
 */
async function findingOf({ directory }: KeyDeps, { id, attempts, reportSealed }: FoundKey): Promise<Finding> {
  const keys = await openDirectoryKeys(directory.keys);
  try {
    return findingShape.Parse(JSON.parse(keys.openText(place(id), reportSealed)));
  } catch (error) {
    if (!(error instanceof DecryptFailure) || attempts < 2) throw error;
    return { source: null, request: null, address: null, device: null };
  }
}

/**
 * Opens no keys and locks nothing: whoever makes keys up costs one read each.
 * @throws Problem(`account.sealed`): its keys would work again once it is opened, so the report waits for that.
 */
async function isLiveKey({ directory, clock }: KeyDeps, found: FoundKey): Promise<boolean> {
  const home = await homeOf(directory, found.accountId);
  if (home?.state === "sealed") throw new Problem("account.sealed");
  if (home === null || home.state !== "active") return false;
  const key = await inspectAccount(directory.cluster, home, (view) => readHash(view, found.keyId));
  return key !== null && equalBytes(key.secretHash, found.keyHash) && isLive(key, clock());
}

const isLive = ({ revokedAt, expiresAt }: Pick<LockedKey, "revokedAt" | "expiresAt">, now: number): boolean =>
  revokedAt === null && expiresAt > now;
