import type { Command } from "commander";

import { bindAction, type CommandContext, type CommandResult, examples, type Wiring } from "../../command.ts";
import { mustFindAccount, withOperator } from "../../operator.ts";
import { formatTime, table } from "../../text.ts";

export function showCommand(accounts: Command, wiring: Wiring): void {
  const show = accounts
    .command("show")
    .argument("<account>", "id or slug")
    .description(
      "show one account: name, slug, region, placement, state; opens its key, which stands in its audit log",
    );
  bindAction(show, wiring, showAccount);
  examples(show, ["accounts show acme", "See where an account lives:"]);
}

const showAccount = (context: CommandContext, [named = ""]: readonly string[]): Promise<CommandResult> =>
  withOperator(context, async (operator, door) => {
    const { accountId, region, placement, database, state } = await mustFindAccount(operator, door, named);
    const facts = { id: accountId, region, placement, database, state };
    // Nothing of an erased account can be opened, and of one that is being made not yet.
    const isOpen = state === "active" || state === "sealed";
    const profile = isOpen ? await door.maintainAccount(operator.directory, accountId, door.profileOf) : null;
    const rows = [
      ["id", accountId],
      ...(profile === null
        ? []
        : [
            ["name", profile.name],
            ["slug", profile.slug],
          ]),
      ["region", region],
      ["placement", `${placement}, in ${database}`],
      ["state", state],
      ...(profile === null ? [] : [["created", formatTime(Date.parse(profile.createdAt))]]),
    ];
    return { json: { ...profile, ...facts }, text: table(rows) };
  });
