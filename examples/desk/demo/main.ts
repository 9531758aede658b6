/** `npm run example`: Holdfast and the desk together, seeded, until Ctrl-C. For a laptop, and for nothing else. */
import { startDemo } from "./demo.ts";

const portOf = (name: string, fallback: number): number => Number(process.env[name] ?? fallback);

let isStopping = false;
// Ctrl-C comes twice, from the terminal and from npm; the second must not cut short what the first began.
const stopped = new Promise<void>((resolve) => {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      isStopping = true;
      resolve();
    });
  }
});

const demo = await startDemo({
  holdfastPort: portOf("EXAMPLE_HOLDFAST_PORT", 7710),
  deskPort: portOf("EXAMPLE_DESK_PORT", 7720),
  say: (what) => console.log(what),
}).catch((error: unknown) => {
  // What was being started was stopped as well, and is gone.
  if (isStopping) process.exit(0);
  throw error;
});

console.log(`
  Desk       ${demo.deskUrl}
  Console    ${demo.holdfastUrl}
  API docs   ${demo.holdfastUrl}/docs
  Mails      ${demo.holdfastUrl}/inbox
`);
for (const { customer, people } of demo.accounts) {
  console.log(`  ${customer.name}`);
  for (const { email, password, role } of people) console.log(`    ${email.padEnd(28)}${password}   ${role}`);
  console.log("");
}
console.log(
  "  Each works at the desk and in the console. Passwords are of this run; Ctrl-C ends it, and nothing is kept.\n",
);

await stopped;
await demo.close();
