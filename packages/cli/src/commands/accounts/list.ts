import type { Operator, RegisteredAccount } from "@holdfast/server/operator";
import type { Command } from "commander";

import { bindAction, type CommandContext, type CommandResult, examples, type Wiring } from "../../command.ts";
import { type OperatorDoor, withOperator } from "../../operator.ts";
import { counted, formatTime, table } from "../../text.ts";
import { everyAccount } from "./every-account.ts";

interface ListOptions {
  readonly names?: true;
  readonly region?: string;
}

export function listCommand(accounts: Command, wiring: Wiring): void {
  const list = accounts
    .command("list")
    .description("list the accounts: id, region, placement, state")
    .option("--names", "with names and slugs; opens each account's key, which stands in its audit log")
    .option("--region <region>", "only those of one region");
  bindAction<ListOptions>(list, wiring, listAccounts);
  examples(
    list,
    ["accounts list", "List all accounts without opening anything:"],
    ["accounts list --names --region eu", "With names, of one region:"],
  );
}

interface Listed extends Omit<RegisteredAccount, "database"> {
  readonly name?: string;
  readonly slug?: string;
}

const listAccounts = (
  context: CommandContext,
  _args: readonly string[],
  { names, region }: ListOptions,
): Promise<CommandResult> =>
  withOperator(context, async (operator, door) => {
    const listed: Listed[] = [];
    for await (const { database: _, ...account } of everyAccount(operator, door)) {
      context.signal.throwIfAborted();
      if (region !== undefined && account.region !== region) continue;
      listed.push(names === true ? { ...account, ...(await nameOf(operator, door, account)) } : account);
      context.progress.report("accounts", listed.length, 0);
    }
    const rows = listed.map(({ accountId, region: where, placement, state, createdAt, slug, name }) => [
      accountId,
      where,
      placement,
      state,
      formatTime(createdAt),
      ...(names === true ? [slug ?? "", name ?? ""] : []),
    ]);
    return { json: { accounts: listed }, text: [...table(rows), counted(listed.length, "account")] };
  });

async function nameOf(
  operator: Operator,
  door: OperatorDoor,
  { accountId, state }: Pick<RegisteredAccount, "accountId" | "state">,
): Promise<Pick<Listed, "name" | "slug">> {
  if (state !== "active" && state !== "sealed") return {};
  const { name, slug } = await door.maintainAccount(operator.directory, accountId, door.profileOf);
  return { name, slug };
}
