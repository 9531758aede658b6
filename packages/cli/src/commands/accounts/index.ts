import type { Command } from "commander";

import type { Wiring } from "../../command.ts";
import { createCommand } from "./create.ts";
import { eraseCommand } from "./erase.ts";
import { listCommand } from "./list.ts";
import { sealCommand, unsealCommand } from "./seal.ts";
import { showCommand } from "./show.ts";

export function accountsCommand(program: Command, wiring: Wiring): void {
  const accounts = program
    .command("accounts")
    .description("the accounts of this deployment")
    .addHelpText(
      "after",
      "\nAn account is named by its id, acc_…, or by its slug. Names and slugs are sealed under the account's key: a command\n" +
        "that shows them opens it, and that stands in the account's audit log.",
    );
  listCommand(accounts, wiring);
  showCommand(accounts, wiring);
  createCommand(accounts, wiring);
  sealCommand(accounts, wiring);
  unsealCommand(accounts, wiring);
  eraseCommand(accounts, wiring);
}
