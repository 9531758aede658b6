import {
  type AccountId,
  isId,
  type OffboardingView,
  type RevocationCertificate,
  type UserId,
} from "@holdfast/contract";

import { parseId } from "../../kernel/ids.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Caller } from "../../platform/http/index.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import { type AccountScope, withAccount } from "../../tenancy/directory/index.ts";
import { policyOf } from "../../tenancy/policy/index.ts";
import { mustHave } from "../sessions/index.ts";
import { holdActive, type UserRow } from "../users/index.ts";
import type { OffboardingDeps } from "./deps.ts";
import { memberEvent } from "./events.ts";
import { assertNotLeaving } from "./leaving.ts";
import { lockMember } from "./member.ts";
import { runParts } from "./offboarding-step.ts";
import { deadlines, type Offboarding, offboardingView, stateOf, type StepName, stepNames } from "./offboarding.ts";
import {
  cancelRow,
  insertOffboarding,
  listOffboardingRows,
  markNext,
  type OffboardingPlace,
  readOffboarding,
} from "./store.ts";
import { shutOut } from "./suspension.ts";

/**
 * Begins to let somebody go. They are suspended, their sessions end and their keys are deleted in one transaction, before
 * this answers; what is theirs is handed over and they are deleted when that is due.
 * @throws Problem(`user.*`), Problem(`role.*`), Problem(`offboarding.under_way`), Problem(`offboarding.successor_unfit`)
 */
export async function startOffboarding(
  deps: OffboardingDeps,
  caller: Caller,
  wish: { userId: string; successor: string | undefined },
  origin: Origin,
): Promise<{ offboarding: OffboardingView; certificate: RevocationCertificate }> {
  const now = deps.clock();
  const { value, certificate } = await deps.revoker.within(caller.accountId, async (scope, revoke) => {
    await holdEarlier(scope, wish);
    const user = await lockMember(scope, caller, wish.userId);
    await assertNotLeaving(scope, user.id);
    const successor = await fitSuccessor(scope, user, wish.successor);
    const sessions = await shutOut(deps, scope, user, revoke, origin);
    const keys = await runParts(deps.offboardingSteps, "keys", scope, { userId: user.id, successor }, origin);
    const done = { suspend: 1, sessions, keys };
    const offboarding = await begin(scope, { user, successor, startedBy: caller.userId, done, now });
    await emit(scope, memberEvent("offboarding.started", origin, user.id, successor === null ? {} : { successor }));
    for (const [step, affected] of Object.entries(done)) {
      await emit(scope, memberEvent("offboarding.step_done", origin, user.id, { step, affected }));
    }
    return offboardingView(offboarding, now);
  });
  return { offboarding: value, certificate: mustHave(certificate) };
}

async function begin(
  scope: AccountScope,
  wish: {
    user: UserRow;
    successor: UserId | null;
    startedBy: UserId;
    done: Partial<Record<StepName, number>>;
    now: number;
  },
): Promise<Offboarding> {
  const { user, successor, startedBy, done, now } = wish;
  const due = deadlines(await policyOf(scope), now);
  const steps = stepNames.map((step) => ({
    step,
    dueAt: due[step],
    doneAt: done[step] === undefined ? null : now,
    affected: done[step] ?? 0,
  }));
  const offboarding = { userId: user.id, startedBy, successor, startedAt: now, cancelledAt: null, steps };
  await insertOffboarding(scope, offboarding);
  await markNext(scope);
  return offboarding;
}

/** Of two who are let go at once, each the other's successor, neither waits for the other: people are locked by their ids. */
async function holdEarlier(
  scope: AccountScope,
  { userId, successor }: { userId: string; successor: string | undefined },
): Promise<void> {
  if (successor !== undefined && isId("user", successor) && successor < userId) await holdActive(scope, successor);
}

/** @throws Problem(`offboarding.successor_unfit`) for whoever leaves, is suspended, unknown, or of another account */
async function fitSuccessor(scope: AccountScope, leaving: UserRow, raw: string | undefined): Promise<UserId | null> {
  if (raw === undefined) return null;
  const fit = isId("user", raw) && raw !== leaving.id && (await holdActive(scope, raw));
  if (!fit) throw new Problem("offboarding.successor_unfit");
  return raw;
}

/** @throws Problem(`offboarding.not_found`) */
export async function findOffboarding(
  deps: OffboardingDeps,
  accountId: AccountId,
  rawId: string,
): Promise<OffboardingView> {
  const userId = parseId("user", rawId, "offboarding.not_found");
  const offboarding = await withAccount(deps.directory, accountId, (scope) => readOffboarding(scope, userId));
  if (offboarding === null) throw new Problem("offboarding.not_found");
  return offboardingView(offboarding, deps.clock());
}

/** The newest first. */
export async function listOffboardings(
  deps: OffboardingDeps,
  accountId: AccountId,
  { limit = 50, cursor, running = false }: { limit?: number; cursor?: string; running?: boolean },
): Promise<{ items: OffboardingView[]; nextCursor: string | null }> {
  const before = cursor === undefined ? null : parseCursor(cursor);
  const rows = await withAccount(deps.directory, accountId, (scope) =>
    listOffboardingRows(scope, { before, limit: limit + 1, running }),
  );
  const listed = rows.slice(0, limit);
  const last = listed.at(-1);
  const nextCursor = rows.length > limit && last !== undefined ? `${last.startedAt}_${last.userId}` : null;
  return { items: listed.map((one) => offboardingView(one, deps.clock())), nextCursor };
}

/** Null for what is no cursor of this list: it begins at the start then, as everywhere. */
function parseCursor(raw: string): OffboardingPlace | null {
  const [, startedAt, userId = ""] = /^(\d{1,14})_(.+)$/.exec(raw) ?? [];
  return startedAt !== undefined && isId("user", userId) ? { startedAt: Number(startedAt), userId } : null;
}

/**
 * Stops an offboarding before the person is deleted. They stay suspended: letting them in again is an act of its own.
 * @throws Problem(`user.*`), Problem(`role.exceeds_own`), Problem(`offboarding.not_found`)
 */
export async function cancelOffboarding(
  deps: OffboardingDeps,
  caller: Caller,
  rawId: string,
  origin: Origin,
): Promise<OffboardingView> {
  return withAccount(deps.directory, caller.accountId, async (scope) => {
    const user = await lockMember(scope, caller, rawId);
    const offboarding = await readOffboarding(scope, user.id);
    if (offboarding === null) throw new Problem("offboarding.not_found");
    if (stateOf(offboarding) !== "running") return offboardingView(offboarding, deps.clock());
    const cancelledAt = deps.clock();
    await cancelRow(scope, user.id, cancelledAt);
    await markNext(scope);
    await emit(scope, memberEvent("offboarding.cancelled", origin, user.id));
    return offboardingView({ ...offboarding, cancelledAt }, cancelledAt);
  });
}
