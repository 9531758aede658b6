import type { Command } from "commander";

import type { Log } from "@holdfast/server";

import { bindAction, type CommandContext, examples, type Wiring } from "../command.ts";
import { settingsOf } from "../operator.ts";
import { humanLog, welcome } from "../serve/welcome.ts";

export function serveCommand(program: Command, wiring: Wiring): void {
  const serve = program
    .command("serve")
    .description("run the server: console, API, and what runs in the background")
    .addHelpText(
      "after",
      "\nOn a terminal it says where everything is and then only what needs attention; elsewhere, or with --json, it writes\n" +
        "its log as JSON lines. Ctrl-C or SIGTERM ends it when requests under way are answered; a second one ends it at once.",
    );
  bindAction(serve, wiring, runServer);
  examples(
    serve,
    ["serve", "Start on http://localhost:7700, with a database of its own in .holdfast/:"],
    ["serve --json", "The same with its log as JSON lines:"],
  );
}

async function runServer(context: CommandContext): Promise<null> {
  const { shell, isJson, isVerbose, signal } = context;
  const server = await import("@holdfast/server");
  const { config } = server.loadConfig(settingsOf(shell));
  const isForPeople = shell.isInteractive && !isJson && !isVerbose;
  const facts = { postgres: null as string | null };
  const log: Log = isForPeople
    ? humanLog(shell, facts)
    : server.createLog((line) => shell.out(`${line}\n`), server.systemClock);
  const running = await server.serve(config, log);
  if (isForPeople) shell.err(welcome(shell, { config, running, postgres: facts.postgres }));
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
  if (isForPeople) shell.err("\nStopping; press Ctrl-C again to stop at once.\n");
  await running.stop();
  if (isForPeople) shell.err("Stopped.\n");
  return null;
}
