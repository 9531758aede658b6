/**
 * Runs the desk: `DESK_PORT`, `DESK_URL`, `HOLDFAST_URL`, `HOLDFAST_GUARD_TOKEN`,
 * `DESK_WEBHOOKS` (an account's id, `=`, its webhook's secret; several with commas between), `DESK_TRUSTED_PROXIES` (networks
 * of the proxies before it, with commas between; none by default), and for its database what every PostgreSQL program reads
 * (`PGHOST`, `PGUSER`, `PGDATABASE`, …).
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

const listOf = (name: string): string[] => (process.env[name] ?? "").split(",").filter((entry) => entry !== "");

function webhookSecrets(pairs: readonly string[]): Map<string, string> {
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
  webhookSecrets: webhookSecrets(listOf("DESK_WEBHOOKS")),
  trustedProxies: listOf("DESK_TRUSTED_PROXIES"),
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
