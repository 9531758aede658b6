import type { KeySummary, KeyVersionStatus, Operator } from "@holdfast/server/operator";
import type { Command } from "commander";

import { bindAction, type CommandContext, type CommandResult, examples, type Wiring } from "../../command.ts";
import { mustFindAccount, type OperatorDoor, withOperator } from "../../operator.ts";
import { counted, formatCount, formatTime, indented, table } from "../../text.ts";

interface StatusOptions {
  readonly account?: string;
}

export function statusCommand(keys: Command, wiring: Wiring): void {
  const status = keys
    .command("status")
    .description("what keys there are, how old, and what is under them; opens none, but of an account that you name")
    .option("--account <id|slug>", "one account's key, and how many values stand under each version");
  bindAction<StatusOptions>(status, wiring, showStatus);
  examples(
    status,
    ["keys status", "See what is due for rotation:"],
    ["keys status --account acme", "See whether an older key can be retired:"],
  );
}

const showStatus = (context: CommandContext, _args: readonly string[], { account }: StatusOptions) =>
  withOperator(context, (operator, door) =>
    account === undefined ? summarise(operator, door) : inspect(operator, door, account),
  );

async function summarise(operator: Operator, door: OperatorDoor): Promise<CommandResult> {
  const summary = await door.summariseKeys(operator.directory.keys);
  return {
    json: summary,
    text: [
      "Root key",
      ...indented([summary.rootKey]),
      "",
      "Account keys",
      ...indented(accountLines(summary)),
      "",
      "Keys of the deployment",
      ...indented(deploymentLines(summary)),
    ],
  };
}

function accountLines({ accounts, rootKey }: KeySummary): string[] {
  if (accounts.length === 0) return ["none yet"];
  return accounts.flatMap(({ wrapperId, accounts: count, withOlder, oldestAt }) => [
    `${counted(count, "account")} under ${wrapperId}, the oldest key from ${formatTime(oldestAt)}`,
    ...(wrapperId === rootKey ? [] : ["  under another root key: `holdfast keys rotate --root` brings them over"]),
    ...(withOlder === 0 ? [] : [`  ${counted(withOlder, "account")} with older keys: \`holdfast keys retire --all\``]),
  ]);
}

const deploymentLines = ({ deployment }: KeySummary): string[] =>
  table(
    deployment.map(({ name, version, state, signs, createdAt }) => [
      name,
      `version ${version}`,
      name === "directory" ? state : standingOf(state, signs),
      `made ${formatTime(createdAt)}`,
    ]),
  );

function standingOf(state: KeyVersionStatus["state"], signs: boolean): string {
  if (state === "primary") return "signs";
  if (state === "disabled") return "not accepted any more";
  return signs ? "public, signs next" : "only verifies";
}

async function inspect(operator: Operator, door: OperatorDoor, account: string): Promise<CommandResult> {
  const { accountId } = await mustFindAccount(operator, door, account);
  const versions = await door.listKeyVersions(operator.rotation, accountId);
  const isErased = versions.every(({ state }) => state === "destroyed");
  const values = isErased ? new Map<number, number>() : await door.countValuesByVersion(operator, accountId);
  const shown = versions.map((version) => ({ ...version, values: values.get(version.version) ?? 0 }));
  return {
    json: { accountId, versions: shown },
    text: table(
      shown.map(({ version, state, wrapperId, createdAt, values: count }) => [
        `version ${version}`,
        state,
        `${formatCount(count)} values`,
        `made ${formatTime(createdAt)}`,
        state === "destroyed" ? "" : `under ${wrapperId}`,
      ]),
    ),
  };
}
