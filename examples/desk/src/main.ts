/**
 * Runs the desk: `DESK_PORT`, `DESK_URL`, `HOLDFAST_URL`, `HOLDFAST_GUARD_TOKEN`,
 * `DESK_WEBHOOKS` (an account's id, `=`, its webhook's secret; several with commas between), and for its database what every
 * PostgreSQL program reads (`PGHOST`, `PGUSER`, `PGDATABASE`, …).
 */
import { createAudit } from "@holdfast/sdk/audit";
import { createGuard } from "@holdfast/sdk/guard";

import { connect } from "./database.ts";
import { createDesk } from "./desk.ts";
import { deskEvents } from "./events.ts";
import { servePages } from "./pages.ts";

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`${name} is not set`);
  return value;
}

function webhookSecrets(text: string): Map<string, string> {
  const pairs = text.split(",").filter((pair) => pair !== "");
  return new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]));
}

const port = Number(setting("DESK_PORT"));
const holdfastUrl = setting("HOLDFAST_URL");
const credential = setting("HOLDFAST_GUARD_TOKEN");
const guard = createGuard({
  baseUrl: holdfastUrl,
  credential,
  onTrouble: ({ what, error }) => console.error(what, error instanceof Error ? error.message : error),
});
const sql = connect();
const audit = createAudit({ baseUrl: holdfastUrl, credential, events: deskEvents });
const desk = await createDesk({
  sql,
  guard,
  audit,
  holdfastUrl,
  consoleUrl: holdfastUrl,
  url: setting("DESK_URL"),
  webhookSecrets: webhookSecrets(process.env["DESK_WEBHOOKS"] ?? ""),
});
await servePages(desk);
await desk.listen({ host: "127.0.0.1", port });

async function stop(): Promise<void> {
  await desk.close();
  guard.close();
  await audit.close();
  await sql.end({ timeout: 5 });
}
process.once("SIGTERM", () => void stop());
process.once("SIGINT", () => void stop());
