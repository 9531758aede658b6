import type { Command } from "commander";

import type { Wiring } from "../../command.ts";
import { retireCommand } from "./retire.ts";
import { rotateCommand } from "./rotate.ts";
import { statusCommand } from "./status.ts";

export function keysCommand(program: Command, wiring: Wiring): void {
  const keys = program
    .command("keys")
    .description("the key hierarchy: root key, account keys, signing keys")
    .addHelpText(
      "after",
      `
A root key wraps the accounts' keys, and each account's key seals what the account entrusts to us. Rotating gives a new
key and brings everything under it; retiring destroys what is not used any more. Every use of an account's key stands in
that account's audit log.`,
    );
  statusCommand(keys, wiring);
  rotateCommand(keys, wiring);
  retireCommand(keys, wiring);
}
