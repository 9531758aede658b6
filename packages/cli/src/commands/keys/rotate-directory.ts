import { setTimeout as sleep } from "node:timers/promises";

import type { Operator } from "@holdfast/server/operator";

import type { CommandContext, CommandResult } from "../../command.ts";
import { exitCodes } from "../../exit-code.ts";
import type { OperatorDoor } from "../../operator.ts";
import { counted, formatDuration, formatTime } from "../../text.ts";
import { accountsMeant } from "./which-accounts.ts";

export async function rotateDirectory(
  context: CommandContext,
  { operator, door }: { operator: Operator; door: OperatorDoor },
): Promise<CommandResult> {
  const rotation = await door.rotateDirectoryKey(operator.rotation, operator.clock());
  operator.log.info("directory_key.rotation", { step: rotation.step });
  if (rotation.step !== "promoted") {
    const when = formatTime(rotation.promoteAt);
    return { json: rotation, text: [`The next key is there for every process to read; run this again after ${when}.`] };
  }
  if (!operator.isAlone) await waitFor(context, rotation.settlesInMs);
  const accounts = await accountsMeant(operator, door, undefined);
  const relearned = await door.relearnAccounts(operator, accounts, {
    signal: context.signal,
    onProgress: (done) => context.progress.report("accounts indexed anew", done, accounts.length),
  });
  const failed = relearned.filter((each) => each.step === "failed");
  return {
    json: { step: "promoted", accounts: relearned },
    text: [
      ...failed.map(({ accountId, reason }) => `${accountId}  not indexed anew: ${reason}`),
      `${counted(relearned.length - failed.length, "account")} indexed under the new key.`,
      "A day from now, `holdfast keys retire --directory` destroys the former one.",
    ],
    exitCode: failed.length === 0 ? exitCodes.ok : exitCodes.refused,
  };
}

async function waitFor({ progress, signal }: CommandContext, milliseconds: number): Promise<void> {
  const began = performance.now();
  for (let passed = 0; passed < milliseconds; passed = performance.now() - began) {
    const left = formatDuration(milliseconds - passed);
    progress.report(`${left} until no process uses the former key`, passed, milliseconds);
    await sleep(Math.min(1000, milliseconds - passed), undefined, { signal });
  }
}
