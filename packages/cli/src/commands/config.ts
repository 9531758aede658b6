import type { FoundSetting } from "@holdfast/server/operator";
import type { Command } from "commander";

import { bindAction, type CommandContext, type CommandResult, examples, type Wiring } from "../command.ts";
import { exitCodes } from "../exit-code.ts";
import { openDoor, settingsOf } from "../operator.ts";
import type { Shell } from "../shell.ts";
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

/** Secrets are never shown, only whether they are set; nor is the text of a setting in what is said to be wrong with it. */
async function checkConfig({ shell }: CommandContext): Promise<CommandResult> {
  const { loadConfig, ConfigError } = await openDoor();
  try {
    const { found } = loadConfig(settingsOf(shell));
    const verdict = `${styled(shell, "green", "✓")} The settings are sound.`;
    return { json: { ok: true, settings: found }, text: [...settingsTable(shell, found), "", verdict] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const { found, faults } = error;
    const verdicts = faults.map((fault) => `${styled(shell, "red", "✗")} ${fault}`);
    return {
      json: { ok: false, faults, settings: found },
      text: [...settingsTable(shell, found), "", ...verdicts],
      exitCode: exitCodes.usage,
    };
  }
}

const settingsTable = (shell: Shell, found: readonly FoundSetting[]): string[] =>
  table(
    found.map(({ name, shown, source, title }) => [
      name,
      shown === "" ? "(empty)" : shown,
      source === "default" ? "" : `from ${source}`,
      styled(shell, "dim", title),
    ]),
  );
