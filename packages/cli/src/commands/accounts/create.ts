import { presetNames, routes } from "@holdfast/contract";
import type { Command } from "commander";
import { Compile } from "typebox/compile";

import { bindAction, type CommandContext, type CommandResult, examples, type Wiring } from "../../command.ts";
import { Failure } from "../../failure.ts";
import { originOf, withOperator } from "../../operator.ts";

interface CreateOptions {
  readonly name: string;
  readonly slug: string;
  readonly region: string;
  readonly placement: string;
  readonly preset: string;
  readonly ownerEmail: string;
  readonly ownerName: string;
}

export function createCommand(accounts: Command, wiring: Wiring): void {
  const create = accounts
    .command("create")
    .description("create an account, and mail its owner a link to choose a password; also where sign-up is closed")
    .requiredOption("--name <name>", "what the account is called")
    .requiredOption("--slug <slug>", "its address: small letters, digits and hyphens")
    .requiredOption("--owner-email <address>", "the owner, who gets the mail")
    .requiredOption("--owner-name <name>", "the owner's name")
    .option("--region <region>", "where it lives, for good", "eu")
    .option("--placement <shared|dedicated>", "dedicated gives it a database of its own", "shared")
    .option("--preset <preset>", `its policy to begin with: ${presetNames.join(", ")}`, "standard");
  bindAction<CreateOptions>(create, wiring, createAccount);
  examples(create, [
    "accounts create --name Acme --slug acme --region eu --owner-email ada@acme.example --owner-name 'Ada Lovelace'",
    "Create an account for somebody:",
  ]);
}

const shape = Compile(routes.createAccount.body);
// Only so that the rest can be held against the route's own rules; it is never used.
const noPassword = "xxxxxxxx-never-used";

async function createAccount(
  context: CommandContext,
  _args: readonly string[],
  options: CreateOptions,
): Promise<CommandResult> {
  const { name, slug, region, placement, preset, ownerEmail, ownerName } = options;
  const invited = { email: ownerEmail, name: ownerName, password: noPassword };
  const wish: unknown = { name, slug, region, placement, preset, owner: invited };
  if (!shape.Check(wish)) throw new Failure("usage", `not an account: ${faultsOf(wish).join("; ")}`);
  const { owner, placement: placed = "shared", preset: chosen = "standard" } = wish;
  return withOperator(context, async (operator, door) => {
    const request = {
      name,
      slug,
      region,
      placement: placed,
      preset: chosen,
      owner: { email: owner.email, name: owner.name },
    };
    const created = await door.inviteOwner(operator, request, originOf(door));
    return {
      json: created,
      text: [
        `${created.account.id}  ${slug}, in ${region}`,
        `${ownerEmail} gets a link to choose a password, from the server that runs now or next.`,
      ],
    };
  });
}

const optionNames: Readonly<Record<string, string>> = {
  "/owner/email": "--owner-email",
  "/owner/name": "--owner-name",
};

const faultsOf = (wish: unknown): string[] => [
  ...new Set(
    [...shape.Errors(wish)].map(
      ({ instancePath, message }) => `${optionNames[instancePath] ?? `--${instancePath.slice(1)}`} ${message}`,
    ),
  ),
];
