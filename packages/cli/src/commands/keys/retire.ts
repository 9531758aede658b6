import type { AccountRetirement, Operator } from "@holdfast/server/operator";
import type { Command } from "commander";

import { bindAction, type CommandContext, type CommandResult, examples, type Wiring } from "../../command.ts";
import { exitCodes } from "../../exit-code.ts";
import { Failure } from "../../failure.ts";
import { type OperatorDoor, originOf, withOperator } from "../../operator.ts";
import { counted, formatTime, indented } from "../../text.ts";
import { showStep } from "./fleet-progress.ts";
import { retireDirectory } from "./retire-directory.ts";
import { accountsMeant } from "./which-accounts.ts";

interface RetireOptions {
  readonly account?: string;
  readonly all?: true;
  readonly signing?: string;
  readonly directory?: true;
}

export function retireCommand(keys: Command, wiring: Wiring): void {
  const retire = keys
    .command("retire")
    .description("destroy older keys that nothing stands under any more")
    .option("--account <id|slug>", "one account's older keys")
    .option("--all", "every account's older keys")
    .option("--signing <token>", "stop accepting former token keys, once every token that they signed has run out")
    .option("--directory", "the directory's older keys; two runs, ten minutes apart, from a day after a rotation on")
    .addHelpText(
      "after",
      "\nA key under which a single value stands is kept. Backups from before the rotation cannot be read any more after\n" +
        "this: retire when they are past their time.",
    );
  bindAction<RetireOptions>(retire, wiring, retireKeys);
  examples(
    retire,
    ["keys retire --account acme", "Destroy the older keys of one account:"],
    ["keys retire --signing token", "A day after a rotation of the token keys:"],
  );
}

async function retireKeys(
  context: CommandContext,
  _args: readonly string[],
  { account, all, signing, directory }: RetireOptions,
): Promise<CommandResult> {
  if ([account, all, signing, directory].filter((option) => option !== undefined).length !== 1) {
    throw new Failure("usage", "say what to retire: one of --account, --all, --signing token, --directory");
  }
  if (signing !== undefined && signing !== "token") {
    throw new Failure("usage", "only token keys are retired: what an audit key signed has to verify for ever");
  }
  return withOperator(context, (operator, door) => {
    if (directory === true) return retireDirectory(context, { operator, door });
    if (signing !== undefined) return retireTokenKeys(operator, door);
    return retireAccountKeys(context, operator, door, account);
  });
}

async function retireAccountKeys(
  context: CommandContext,
  operator: Operator,
  door: OperatorDoor,
  account: string | undefined,
): Promise<CommandResult> {
  const retirements = await door.retireAccounts(operator, await accountsMeant(operator, door, account), {
    origin: originOf(door),
    isAlone: operator.isAlone,
    signal: context.signal,
    onStep: (step) => showStep(context, step),
  });
  const isWhole = retirements.every((retirement) => retirement.step === "retired" && retirement.inUse.length === 0);
  const destroyed = retirements.reduce((sum, each) => sum + (each.step === "retired" ? each.destroyed.length : 0), 0);
  return {
    json: { retirements },
    text: [...retirements.flatMap(linesOf), `${counted(destroyed, "key")} destroyed.`],
    exitCode: isWhole ? exitCodes.ok : exitCodes.refused,
  };
}

function linesOf(retirement: AccountRetirement): string[] {
  const { accountId } = retirement;
  if (retirement.step === "failed") return [`${accountId}  not retired: ${retirement.reason}`];
  return retirement.inUse.map(
    ({ version, values }) =>
      `${accountId}  version ${version} is kept: ${counted(values, "value")} under it; \`holdfast keys rotate --account ${accountId}\` says which`,
  );
}

async function retireTokenKeys(operator: Operator, door: OperatorDoor): Promise<CommandResult> {
  const { directory, regions, clock, log } = operator;
  const outcomes = await door.retireTokenSigners(directory.keys, regions, clock());
  for (const { region, retired } of outcomes) log.info("signing_key.retired", { name: "token", region, retired });
  const isWaiting = outcomes.some(({ waitsUntil }) => waitsUntil !== null);
  return {
    json: { signer: "token", regions: outcomes },
    text: indented(
      outcomes.map(({ region, retired, waitsUntil }) =>
        waitsUntil === null
          ? `${region}  ${counted(retired, "former key")} not accepted any more`
          : `${region}  tokens of the former key may be in use until ${formatTime(waitsUntil)}`,
      ),
    ),
    exitCode: isWaiting ? exitCodes.refused : exitCodes.ok,
  };
}
