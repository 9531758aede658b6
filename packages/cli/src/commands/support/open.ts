import type { Command } from "commander";

import { bindAction, type CommandContext, type CommandResult, examples, type Wiring } from "../../command.ts";
import { Failure } from "../../failure.ts";
import { mustFindAccount, withOperator } from "../../operator.ts";
import { formatTime } from "../../text.ts";
import { nameOf } from "./ground.ts";

interface OpenOptions {
  readonly grant?: string;
  readonly as?: string;
}

export function openCommand(support: Command, wiring: Wiring): void {
  const open = support
    .command("open")
    .argument("<account>", "id or slug")
    .description("begin to use a support grant: prints a token that reads what the grant covers, as long as it lasts")
    .option("--grant <id>", "the grant, sgr_…, that the account gave")
    .option("--as <name>", "who you are, as the account's audit log is to say it; else your user on this machine");
  bindAction<OpenOptions>(open, wiring, openSupport);
  examples(open, [
    "support open acme --grant sgr_01kaa0000000000000000000aa --as kim",
    "Look into an account that has asked you to:",
  ]);
}

async function openSupport(
  context: CommandContext,
  [named = ""]: readonly string[],
  options: OpenOptions,
): Promise<CommandResult> {
  const { grant } = options;
  if (grant === undefined) throw new Failure("usage", "say on which grant: --grant sgr_…");
  const name = nameOf(options.as);
  return withOperator(context, async (operator, door) => {
    const { accountId } = await mustFindAccount(operator, door, named);
    const { token, scopes, until } = await door.openSupport(operator, accountId, { grant, name });
    return {
      json: { accountId, grant, name, scopes, until: new Date(until).toISOString(), token },
      text: [
        `You may read ${scopes.join(", ")} of ${accountId} until ${formatTime(until)}. Its people see that you are in.`,
        `Send it as Authorization: Bearer, to ${operator.publicUrl}:`,
        token,
      ],
    };
  });
}
