import type { Command } from "commander";

import { bindAction, type CommandContext, type CommandResult, examples, type Wiring } from "../../command.ts";
import { Failure } from "../../failure.ts";
import { withOperator } from "../../operator.ts";
import { rotateAccountKeys } from "./rotate-accounts.ts";
import { rotateDirectory } from "./rotate-directory.ts";
import { rotateRootKey } from "./rotate-root.ts";
import { rotateSigningKeys } from "./rotate-signing.ts";

export interface RotateOptions {
  readonly account?: string;
  readonly all?: true;
  readonly root?: true;
  readonly signing?: string;
  readonly directory?: true;
  readonly again?: true;
  readonly singleMachine?: true;
}

export function rotateCommand(keys: Command, wiring: Wiring): void {
  const rotate = keys
    .command("rotate")
    .description("give a new key and bring everything under it, while servers run")
    .option("--account <id|slug>", "one account's key")
    .option("--all", "every account's key")
    .option("--root", "the root key: a new one in the root key file, or the AWS KMS key that is configured now")
    .option(
      "--signing <token|audit|platform>",
      "the key that signs access tokens, audit logs, or the log over all of them",
    )
    .option("--directory", "the key of the directory, by which sign-in finds accounts")
    .option("--again", "with --account or --all: a new key although an earlier rotation is unfinished")
    .option("--single-machine", "with --root: no other machine has a copy of the root key file")
    .addHelpText(
      "after",
      `
Accounts go on meanwhile. Before anything stored is touched, two minutes pass in which requests that hold the older key
end. Stop it whenever you like: run it again and it goes on. Older keys still open what backups hold, until
\`holdfast keys retire\`.

A signing key takes two runs: the first publishes the next key, the second, an hour later, signs with it. The directory's
key takes two runs as well, ten minutes apart.

With --root and a database of your own, the root key file has to be on every machine: the command goes one step per run
and says what to copy in between.`,
    );
  bindAction<RotateOptions>(rotate, wiring, rotateKeys);
  examples(
    rotate,
    ["keys rotate --account acme", "Rotate one account's key:"],
    ["keys rotate --all", "Rotate every account's key, as your policy asks for from time to time:"],
    ["keys rotate --root", "Rotate the root key:"],
    ["keys rotate --signing token", "Rotate the key of access tokens:"],
  );
}

async function rotateKeys(
  context: CommandContext,
  _args: readonly string[],
  options: RotateOptions,
): Promise<CommandResult> {
  const { account, all, root, signing, directory } = options;
  if ([account, all, root, signing, directory].filter((option) => option !== undefined).length !== 1) {
    throw new Failure("usage", "say what to rotate: one of --account, --all, --root, --signing, --directory");
  }
  if (signing !== undefined && signing !== "token" && signing !== "audit" && signing !== "platform") {
    throw new Failure("usage", "--signing is token, audit or platform");
  }
  return withOperator(context, (operator, door, config) => {
    if (root === true) return rotateRootKey(context, { operator, door, config }, options);
    if (directory === true) return rotateDirectory(context, { operator, door });
    if (signing !== undefined) return rotateSigningKeys({ operator, door }, signing);
    return rotateAccountKeys(context, { operator, door }, options);
  });
}
