import { run } from "./run.ts";
import { processShell } from "./shell.ts";

// Ends here whatever still waits for something: a command that has told its result is done.
processShell.exit(await run(process.argv.slice(2), processShell));
