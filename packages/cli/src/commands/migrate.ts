import type { Command } from "commander";

import { bindAction, type CommandContext, type CommandResult, examples, type Wiring } from "../command.ts";
import { logOf, openDoor, settingsOf } from "../operator.ts";
import { counted, table } from "../text.ts";

export function migrateCommand(program: Command, wiring: Wiring): void {
  const migrate = program
    .command("migrate")
    .description("create what databases are missing and bring all to the newest schema, while servers run")
    .addHelpText(
      "after",
      "\nA server with HOLDFAST_DATABASE_OWNER_URL does this by itself at its start. Run it before you start new servers\n" +
        "where they have only the confined role. Each migration is applied as a whole or not at all; run it again to go on.",
    );
  bindAction(migrate, wiring, migrateAll);
  examples(migrate, ["migrate", "Migrate the databases that the settings name:"]);
}

async function migrateAll(context: CommandContext): Promise<CommandResult> {
  const door = await openDoor();
  const { config } = door.loadConfig(settingsOf(context.shell));
  const databases = await door.migrateDatabases(config, logOf(context, door), (done) =>
    context.progress.report("databases", done, 0),
  );
  const changed = databases.filter(({ applied }) => applied.length > 0);
  const rows = changed.map(({ database, applied }) => [database, applied.join(" ")]);
  const untouched = databases.length - changed.length;
  return {
    json: { databases },
    text: [...table(rows), `${counted(changed.length, "database")} migrated, ${untouched} were as they should be.`],
  };
}
