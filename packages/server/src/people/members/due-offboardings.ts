import type { AccountId, UserId } from "@holdfast/contract";

import type { Log } from "../../kernel/log.ts";
import { emit, originWithin } from "../../tenancy/audit/index.ts";
import { type AccountScope, cellsOf, withAccount } from "../../tenancy/directory/index.ts";
import type { Revoke } from "../../tenancy/outbox/index.ts";
import { holdActive, lockUser, type UserRow } from "../users/index.ts";
import { eraseUser } from "./deletion.ts";
import type { OffboardingDeps } from "./deps.ts";
import { memberEvent } from "./events.ts";
import { runParts } from "./offboarding-step.ts";
import { type Offboarding, stateOf, type StepName } from "./offboarding.ts";
import { accountsDue, dueSteps, finishStep, markNext, readOffboarding } from "./store.ts";

export interface DueDeps extends OffboardingDeps {
  readonly log: Log;
}

const origin = originWithin("system", "offboarding");

/**
 * Takes every step of every offboarding whose time has come. Any number of processes may do this at once, and any of them
 * may die: a step and its mark are one transaction, under the lock of the user.
 */
export async function runDueOffboardings(deps: DueDeps): Promise<void> {
  for await (const cell of cellsOf(deps.directory)) {
    for (const accountId of await accountsDue(cell, deps.clock())) await runAccount(deps, accountId);
  }
}

/** An account or a person where a step fails does not hold the others up; the step is tried again next time. */
async function runAccount(deps: DueDeps, accountId: AccountId): Promise<void> {
  const stuck = new Set<UserId>();
  try {
    const due = await withAccount(deps.directory, accountId, (scope) => dueSteps(scope, deps.clock()));
    for (const { userId, step } of due) {
      // Nobody is deleted before what is theirs was handed over.
      if (stuck.has(userId)) continue;
      await runStep(deps, accountId, userId, step).catch((error: unknown) => {
        stuck.add(userId);
        deps.log.error("offboarding.step_failed", error, { accountId, step });
      });
    }
  } catch (error) {
    deps.log.error("offboarding.failed", error, { accountId });
  }
}

async function runStep(deps: DueDeps, accountId: AccountId, userId: UserId, step: StepName): Promise<void> {
  await deps.revoker.within(accountId, async (scope, revoke) => {
    const user = await lockUser(scope, userId);
    const offboarding = await readOffboarding(scope, userId);
    if (offboarding === null || !isOpen(offboarding, step)) return;
    const affected = await takeStep(deps, scope, { user, offboarding, step }, revoke);
    await finishStep(scope, { userId, step, now: deps.clock(), affected });
    await markNext(scope);
    await emit(scope, memberEvent("offboarding.step_done", origin, userId, { step, affected }));
  });
}

/** Another process may have been faster, or somebody has cancelled it. */
const isOpen = (offboarding: Offboarding, step: StepName): boolean =>
  stateOf(offboarding) === "running" && offboarding.steps.some((one) => one.step === step && one.doneAt === null);

async function takeStep(
  deps: DueDeps,
  scope: AccountScope,
  { user, offboarding, step }: { user: UserRow; offboarding: Offboarding; step: StepName },
  revoke: Revoke,
): Promise<number> {
  const { successor } = offboarding;
  switch (step) {
    case "transfer":
      if (successor === null) return 0;
      if (!(await holdActive(scope, successor))) throw new Error("the successor is not an active user any more");
      return runParts(deps.offboardingSteps, "transfer", scope, { userId: user.id, successor }, origin);
    case "delete":
      return (await eraseUser(deps, scope, user, revoke, origin)).rows;
    case "suspend":
    case "sessions":
    case "keys":
      throw new Error(`the step ${step} is taken when an offboarding begins`);
  }
}
