import { Command } from "commander";

import manifest from "../package.json" with { type: "json" };
import { accountsCommand } from "./commands/accounts/index.ts";
import { auditCommand } from "./commands/audit/index.ts";
import { configCommand } from "./commands/config.ts";
import { guardsCommand } from "./commands/guards.ts";
import { keysCommand } from "./commands/keys/index.ts";
import { migrateCommand } from "./commands/migrate.ts";
import { serveCommand } from "./commands/serve.ts";
import { supportCommand } from "./commands/support/index.ts";
import { examples, type ResultBox, type Wiring } from "./command.ts";
import { exitCodesHelp } from "./exit-code.ts";
import type { Shell } from "./shell.ts";
import { styled } from "./text.ts";

export function buildProgram(shell: Shell, box: ResultBox): Command {
  const program = new Command("holdfast")
    .description("The security platform that a multi-tenant SaaS stands on: runs it, and operates it.")
    .version(manifest.version, "--version", "print the version")
    .option("--json", "print results as one JSON document, and logs as JSON lines")
    .option("--verbose", "show the operators' log")
    .option("--debug", "show where an error came from")
    .helpOption("-h, --help", "explain the command")
    .helpCommand("help [command]", "explain a command")
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError("Add --help to see how it is used.")
    .configureHelp({
      showGlobalOptions: true,
      styleTitle: (title) => styled(shell, "bold", title),
      styleCommandText: (text) => styled(shell, "cyan", text),
      styleSubcommandTerm: (text) => styled(shell, "cyan", text),
      styleOptionTerm: (text) => styled(shell, "cyan", text),
    })
    .configureOutput({
      writeOut: (text) => shell.out(text),
      writeErr: (text) => shell.err(text),
      getOutHelpWidth: () => shell.columns,
      getErrHelpWidth: () => shell.columns,
      getOutHasColors: () => shell.hasColours,
      getErrHasColors: () => shell.hasColours,
    });
  const wiring: Wiring = { shell, box };
  serveCommand(program, wiring);
  migrateCommand(program, wiring);
  configCommand(program, wiring);
  keysCommand(program, wiring);
  guardsCommand(program, wiring);
  auditCommand(program, wiring);
  supportCommand(program, wiring);
  accountsCommand(program, wiring);
  examples(
    program,
    ["serve", "Start Holdfast here, with a database of its own in .holdfast/:"],
    ["audit verify ./export", "Check an exported audit log; needs no server and no settings:"],
    ["help keys rotate", "Read about one command:"],
  );
  program.addHelpText(
    "after",
    `\nSettings come from HOLDFAST_* variables; NAME_FILE names a file that holds the value: \`holdfast config check\`.\n\n${exitCodesHelp}`,
  );
  return program;
}
