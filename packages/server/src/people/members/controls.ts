import { type Clock, minutes, seconds } from "../../kernel/clock.ts";
import type { Control, Measurement } from "../../kernel/control.ts";
import { cellsOf, type DirectoryDeps } from "../../tenancy/directory/index.ts";
import { countDue } from "./store.ts";

/** A step that is due is taken within a minute; this much later something is wrong. */
const lateAfterMs = minutes(15);

/** Whether everybody who leaves is gone by when the account's policy says. */
export const memberControls = (deps: { directory: DirectoryDeps; clock: Clock }): Control[] => [
  {
    name: "members.offboarding",
    title: "No step of an offboarding is past its deadline",
    claims: ["C-165", "C-166", "C-167", "C-168", "C-169", "C-170"],
    everyMs: minutes(10),
    timeoutMs: seconds(30),
    probe: () => probeOffboarding(deps),
  },
];

async function probeOffboarding({ directory, clock }: Parameters<typeof memberControls>[0]): Promise<Measurement> {
  const sum = { cells: 0, waiting: 0, late: 0 };
  for await (const cell of cellsOf(directory)) {
    const { waiting, late } = await countDue(cell, clock() - lateAfterMs);
    sum.cells += 1;
    sum.waiting += waiting;
    sum.late += late;
  }
  return { ok: sum.late === 0, evidence: { cells: sum.cells, accountsWaiting: sum.waiting, accountsLate: sum.late } };
}
