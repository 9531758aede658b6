import type { Command } from "commander";

import { bindAction, type CommandContext, type CommandResult, examples, type Wiring } from "../../command.ts";
import { mustFindAccount, originOf, withOperator } from "../../operator.ts";

export function sealCommand(accounts: Command, wiring: Wiring): void {
  const seal = accounts
    .command("seal")
    .argument("<account>", "id or slug")
    .description("let nobody in any more, at once and everywhere; nothing is lost");
  bindAction(seal, wiring, sealAccount);
  examples(seal, ["accounts seal acme", "Stop an account while you look into it:"]);
}

export function unsealCommand(accounts: Command, wiring: Wiring): void {
  const unseal = accounts
    .command("unseal")
    .argument("<account>", "id or slug")
    .description("let its people in again; sessions that have not run out are good again");
  bindAction(unseal, wiring, unsealAccount);
  examples(unseal, ["accounts unseal acme", "Open a sealed account again:"]);
}

const sealAccount = (context: CommandContext, [named = ""]: readonly string[]): Promise<CommandResult> =>
  withOperator(context, async (operator, door) => {
    const { accountId } = await mustFindAccount(operator, door, named);
    const certificate = await door.sealAccount(operator, accountId, originOf(door));
    operator.log.info("account.sealed", { accountId });
    return {
      json: { accountId, state: "sealed", certificate },
      text: [`${accountId} is sealed: no process has let anybody in since ${certificate.confirmedAt}.`],
    };
  });

const unsealAccount = (context: CommandContext, [named = ""]: readonly string[]): Promise<CommandResult> =>
  withOperator(context, async (operator, door) => {
    const { accountId } = await mustFindAccount(operator, door, named);
    await door.unsealAccount(operator, accountId, originOf(door));
    operator.log.info("account.unsealed", { accountId });
    return { json: { accountId, state: "active" }, text: [`${accountId} is open again.`] };
  });
