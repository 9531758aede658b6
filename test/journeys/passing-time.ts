import { serverFromSocket, startEmbeddedPostgres } from "../../packages/server/src/platform/postgres/index.ts";
import type { House } from "./house.ts";

/** The server's clock is the machine's; what lies in its database can be made older. */
export async function passRecoveryWait({ dataDir }: House): Promise<void> {
  const { socketDir, superuser } = await startEmbeddedPostgres({ dataDir, mode: "attach", log: () => {} });
  const server = serverFromSocket(socketDir, { app: superuser, owner: superuser });
  const sql = server.connect("holdfast_cell_eu", "owner", { max: 1 });
  try {
    await sql`update recoveries set ready_at = started_at`;
  } finally {
    await sql.end();
  }
}
