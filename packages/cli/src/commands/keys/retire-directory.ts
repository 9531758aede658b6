import type { Operator } from "@holdfast/server/operator";

import type { CommandContext, CommandResult } from "../../command.ts";
import { exitCodes } from "../../exit-code.ts";
import type { OperatorDoor } from "../../operator.ts";
import { counted, formatTime } from "../../text.ts";
import { accountsMeant } from "./which-accounts.ts";

type DirectoryRetirement = Awaited<ReturnType<OperatorDoor["retireDirectory"]>>;

export async function retireDirectory(
  { signal, progress }: CommandContext,
  { operator, door }: { operator: Operator; door: OperatorDoor },
): Promise<CommandResult> {
  const accounts = await accountsMeant(operator, door, undefined);
  const retirement = await door.retireDirectory(operator, accounts, {
    isAlone: operator.isAlone,
    signal,
    onProgress: (done) => progress.report("accounts indexed anew", done, accounts.length),
  });
  operator.log.info("directory_key.retirement", { step: retirement.step });
  const isDone = retirement.step === "nothing" || retirement.step === "destroyed";
  return { json: retirement, text: tell(retirement), exitCode: isDone ? exitCodes.ok : exitCodes.refused };
}

function tell(retirement: DirectoryRetirement): string[] {
  switch (retirement.step) {
    case "nothing":
      return ["The directory has no older key."];
    case "waiting":
      return [`Kept answers may stand under the former key; run this again after ${formatTime(retirement.until)}.`];
    case "in_use":
      return [`Kept: ${counted(retirement.indexes, "index", "indexes")} of accounts that do not open stand under it.`];
    case "disabled":
      return [
        `The older keys are out of use; run this again after ${formatTime(retirement.destroyAt)} to destroy them.`,
      ];
    case "destroyed":
      return [
        `${counted(retirement.versions.length, "key")} destroyed.`,
        "Restart the servers one after the other: until then, those that started before count limits apart from the rest.",
      ];
  }
}
