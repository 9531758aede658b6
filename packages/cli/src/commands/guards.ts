import { isId } from "@holdfast/contract";
import type { Command } from "commander";

import { bindAction, type CommandContext, type CommandResult, examples, type Wiring } from "../command.ts";
import { Failure } from "../failure.ts";
import { openDoor, settingsOf } from "../operator.ts";

export function guardsCommand(program: Command, wiring: Wiring): void {
  const guards = program
    .command("guards")
    .description("the programs of yours that verify sessions in their own memory")
    .addHelpText(
      "after",
      "\nTheir tokens are made under HOLDFAST_GUARD_SECRET. A new secret ends every token made before.",
    );
  const token = guards
    .command("token")
    .option("--account <id>", "follow this account alone; without it, every account of the deployment")
    .option("--record", "may also write your product's own events into the accounts' audit logs")
    .description("print the token of a guard, for HOLDFAST_GUARD_TOKEN of your product");
  bindAction(token, wiring, printToken);
  examples(
    token,
    ["guards token", "For a product that serves every account:"],
    ["guards token --account acc_01k9r4w8x2v6m0q3t5y7n1h8jd", "For one that serves a single one:"],
    ["guards token --record", "For one that records its own events as well:"],
  );
}

async function printToken(
  { shell }: CommandContext,
  _named: readonly string[],
  { account, record = false }: { readonly account?: string; readonly record?: boolean },
): Promise<CommandResult> {
  const { loadConfig, mintGuardToken } = await openDoor();
  const [secret] = loadConfig(settingsOf(shell)).config.guardSecrets;
  if (secret === undefined) {
    throw new Failure("usage", "HOLDFAST_GUARD_SECRET is not set: no guard is let in");
  }
  if (account !== undefined && !isId("account", account))
    throw new Failure("usage", `${account} is not the id of an account`);
  const token = mintGuardToken(secret, account ?? null, { mayRecord: record });
  return { json: { token }, text: [token] };
}
