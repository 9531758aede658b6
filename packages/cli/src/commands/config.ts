import type { Command } from "commander";

import { bindAction, type CommandContext, type CommandResult, examples, type Wiring } from "../command.ts";
import { openDoor, settingsOf } from "../operator.ts";
import { styled, table } from "../text.ts";

export function configCommand(program: Command, wiring: Wiring): void {
  const config = program.command("config").description("the settings");
  const check = config
    .command("check")
    .description("print every setting, where it comes from, and everything that is wrong with them");
  bindAction(check, wiring, checkConfig);
  examples(
    check,
    ["config check", "See what a server would start with:"],
    ["config check --json", "The same for a program; exit code 2 when something is wrong:"],
  );
}

/** Secrets are never shown, only whether they are set. */
async function checkConfig({ shell }: CommandContext): Promise<CommandResult> {
  const { loadConfig } = await openDoor();
  const { found } = loadConfig(settingsOf(shell));
  const rows = found.map(({ name, shown, source, title }) => [
    name,
    shown === "" ? "(empty)" : shown,
    source === "default" ? "" : `from ${source}`,
    styled(shell, "dim", title),
  ]);
  return {
    json: { ok: true, settings: found },
    text: [...table(rows), "", `${styled(shell, "green", "✓")} The settings are sound.`],
  };
}
