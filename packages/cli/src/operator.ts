import { userInfo } from "node:os";

import type * as door from "@holdfast/server/operator";

import type { CommandContext } from "./command.ts";
import { Failure } from "./failure.ts";
import type { Shell } from "./shell.ts";
import { styled } from "./text.ts";

/** Everything of the server that commands use. Loaded when one needs it: help and verification start without. */
export type OperatorDoor = typeof door;
export const openDoor = (): Promise<OperatorDoor> => import("@holdfast/server/operator");

/** Opens the deployment that the settings name, and closes it whatever happens. */
export async function withOperator<T>(
  context: CommandContext,
  work: (operator: door.Operator, door: OperatorDoor, config: door.Config) => Promise<T>,
): Promise<T> {
  const opened = await openDoor();
  const { config } = opened.loadConfig(settingsOf(context.shell));
  const operator = await opened.openOperator(config, logOf(context, opened));
  try {
    return await work(operator, opened, config);
  } finally {
    await operator.close();
  }
}

/** The environment without what only the command line reads. */
export function settingsOf({ env }: Shell): Shell["env"] {
  const { [tokenVariable]: _, ...settings } = env;
  return settings;
}

/** An access token for commands that ask a server over HTTP. In the environment, because arguments are there for all to see. */
export const tokenVariable = "HOLDFAST_TOKEN";

/**
 * The operators' log of a command: JSON lines where no person reads along, else only what went wrong, unless all of it
 * was asked for.
 */
export function logOf({ shell, isVerbose, progress }: CommandContext, opened: OperatorDoor): door.Log {
  if (isVerbose || !shell.isInteractive) {
    return opened.createLog((line) => {
      progress.clear();
      shell.err(`${line}\n`);
    }, opened.systemClock);
  }
  const tell = (event: string, fields: Readonly<Record<string, unknown>> = {}): void => {
    const facts = Object.entries(fields).map(([name, value]) => `${name}=${String(value)}`);
    progress.clear();
    shell.err(`${styled(shell, "yellow", "!")} ${[event, ...facts].join(" ")}\n`);
  };
  return { info() {}, warn: tell, error: (event, _error, fields) => tell(event, fields) };
}

/** Who acts, in audit events: the user that the operating system knows. */
export const originOf = (opened: OperatorDoor): door.Origin => opened.originWithin("operator", userInfo().username);

/** @throws Failure when there is no such account */
export async function mustFindAccount(
  operator: door.Operator,
  opened: OperatorDoor,
  idOrSlug: string,
): Promise<door.Home> {
  const home = await opened.findRegistered(operator.directory, idOrSlug);
  if (home === null) {
    throw new Failure("refused", `there is no account ${idOrSlug}: \`holdfast accounts list --names\` lists them`);
  }
  return home;
}
