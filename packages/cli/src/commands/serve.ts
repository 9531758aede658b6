import type { Command } from "commander";

import type * as HoldfastServer from "@holdfast/server";

import { bindAction, type CommandContext, examples, type Wiring } from "../command.ts";
import { settingsOf } from "../operator.ts";
import { humanLog, type StartFacts, welcome } from "../serve/welcome.ts";

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
  const { shell, isJson, isVerbose } = context;
  const server = await import("@holdfast/server");
  const { config } = server.loadConfig(settingsOf(shell));
  const serveOn = shell.isInteractive && !isJson && !isVerbose ? serveForPerson : serveForPrograms;
  await serveOn(server, config, context);
  return null;
}

type Server = typeof HoldfastServer;

async function serveForPerson(
  server: Server,
  config: HoldfastServer.Config,
  { shell, signal }: CommandContext,
): Promise<void> {
  const facts: StartFacts = { postgres: null };
  const running = await server.serve(config, humanLog(shell, facts));
  shell.err(welcome(shell, { config, running, postgres: facts.postgres }));
  await askedToStop(signal);
  shell.err("\nStopping; press Ctrl-C again to stop at once.\n");
  await running.stop();
  shell.err("Stopped.\n");
}

/** The log goes past Node's own standard output, which would stop the event loop for each line. */
async function serveForPrograms(
  server: Server,
  config: HoldfastServer.Config,
  { signal }: CommandContext,
): Promise<void> {
  const sink = server.openLogSink();
  const log = server.createLog((line) => sink.write(line), server.systemClock);
  try {
    const running = await server.serve(config, log);
    await askedToStop(signal);
    await running.stop();
  } finally {
    await sink.close();
  }
}

const askedToStop = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
