import { isCancel, text as askForText } from "@clack/prompts";
import type { Command } from "commander";

import { bindAction, type CommandContext, type CommandResult, examples, type Wiring } from "../../command.ts";
import { Failure } from "../../failure.ts";
import { mustFindAccount, withOperator } from "../../operator.ts";
import { counted } from "../../text.ts";

interface EraseOptions {
  readonly yes?: true;
}

export function eraseCommand(accounts: Command, wiring: Wiring): void {
  const erase = accounts
    .command("erase")
    .argument("<account>", "id or slug")
    .description("erase an account for good: its keys, its data, and everything that leads to it")
    .option("--yes", "do not ask")
    .addHelpText(
      "after",
      `
Its keys are destroyed first: from then on nothing of it can be read, in no database, backup or export of ciphertext, once
backups of the keystore are past. Then its rows or its own database go, and its slug is free. That it was there and was
erased stays on record, without a name. If it fails on the way, run it again with the account's id.`,
    );
  bindAction<EraseOptions>(erase, wiring, eraseAccount);
  examples(
    erase,
    ["accounts erase acme", "Erase an account, after asking:"],
    ["accounts erase --yes acme", "Erase it without asking:"],
  );
}

async function eraseAccount(
  context: CommandContext,
  [named = ""]: readonly string[],
  { yes }: EraseOptions,
): Promise<CommandResult> {
  if (yes !== true) await confirm(context, named);
  return withOperator(context, async (operator, door) => {
    const { accountId } = await mustFindAccount(operator, door, named);
    const erased = await door.eraseAccount(operator, accountId, {
      signal: context.signal,
      onProgress: ({ rows }) => context.progress.report("rows deleted", rows, 0),
    });
    const gone = erased.placement === "dedicated" ? "its database" : counted(erased.rows, "row");
    return {
      json: erased,
      text: [
        `${accountId} is erased: its keys, ${gone}, and ${counted(erased.addresses, "address", "addresses")} that led to it.`,
        "Backups of the keystore still hold its keys until they are past their time.",
      ],
    };
  });
}

async function confirm({ shell }: CommandContext, named: string): Promise<void> {
  if (!shell.canAsk) throw new Failure("usage", "this cannot be undone: add --yes to erase without being asked");
  const typed = await askForText({ message: `This cannot be undone. Type ${named} to erase it:` });
  if (isCancel(typed) || typed !== named) throw new Failure("refused", "nothing was erased");
}
