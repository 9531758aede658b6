import type { AccountRotation, Operator } from "@holdfast/server/operator";

import type { CommandContext, CommandResult } from "../../command.ts";
import { exitCodes } from "../../exit-code.ts";
import { type OperatorDoor, originOf } from "../../operator.ts";
import { counted, indented } from "../../text.ts";
import { showStep } from "./fleet-progress.ts";
import { accountsMeant } from "./which-accounts.ts";

export async function rotateAccountKeys(
  context: CommandContext,
  { operator, door }: { operator: Operator; door: OperatorDoor },
  { account, again }: { account?: string; again?: true },
): Promise<CommandResult> {
  const rotations = await door.rotateAccounts(operator, await accountsMeant(operator, door, account), {
    origin: originOf(door),
    isAlone: operator.isAlone,
    signal: context.signal,
    evenSo: again === true,
    onStep: (step) => showStep(context, step),
  });
  const isDone = rotations.every((rotation) => rotation.step !== "failed" && rotation.remaining === 0);
  return {
    json: { rotations },
    text: [...rotations.flatMap(linesOf), summaryOf(rotations)],
    exitCode: isDone ? exitCodes.ok : exitCodes.refused,
  };
}

function linesOf(rotation: AccountRotation): string[] {
  const { accountId } = rotation;
  if (rotation.step === "failed") return [`${accountId}  not rotated: ${rotation.reason}`];
  const { step, version, resealed, refused, remaining } = rotation;
  const began = step === "rotated" ? `has key version ${version}` : `had an unfinished rotation to version ${version}`;
  const left = remaining === 0 ? "" : `, ${counted(remaining, "value")} not`;
  return [
    `${accountId}  ${began}; ${counted(resealed, "value")} brought under it${left}`,
    ...indented(
      refused.map(({ table, column, row, reason }) => `${table}.${column} of ${row} does not open: ${reason}`),
    ),
  ];
}

function summaryOf(rotations: readonly AccountRotation[]): string {
  const failed = rotations.filter((rotation) => rotation.step === "failed" || rotation.remaining > 0).length;
  if (failed > 0) return `${counted(failed, "account")} of ${rotations.length} could not be brought over whole.`;
  return "Older keys only open backups now: `holdfast keys retire` destroys them.";
}
