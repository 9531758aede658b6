import type { Command } from "commander";

import type { Wiring } from "../../command.ts";
import { exportCommand } from "./export.ts";
import { verifyCommand } from "./verify.ts";

export function auditCommand(program: Command, wiring: Wiring): void {
  const audit = program.command("audit").description("the audit log of an account: take it out, and prove it");
  exportCommand(audit, wiring);
  verifyCommand(audit, wiring);
}
