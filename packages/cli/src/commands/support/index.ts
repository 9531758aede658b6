import type { Command } from "commander";

import type { Wiring } from "../../command.ts";
import { openCommand } from "./open.ts";

export function supportCommand(program: Command, wiring: Wiring): void {
  const support = program
    .command("support")
    .description("look into an account that asked for help")
    .addHelpText(
      "after",
      "\nAn administrator of the account gives a grant in the console or with POST /v1/support-grants, for hours, and can\n" +
        "withdraw it at any time. Without one nothing of an account is read: see docs/runbooks/support-access.md.",
    );
  openCommand(support, wiring);
}
