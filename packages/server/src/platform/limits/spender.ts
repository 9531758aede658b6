/**
 * A process of a test: says that it is there, spends a limit from when it is told to until it is refused, and tells its
 * parent how often it was admitted.
 */
import { once } from "node:events";

import { Problem } from "../../kernel/problem.ts";
import { Secret } from "../../kernel/secret.ts";
import { serverFromSocket } from "../postgres/index.ts";
import { createRateLimiter } from "./limiter.ts";

const [socketDir = "", database = "", subject = "", quota = "", lease = "", now = ""] = process.argv.slice(2);
const policy = { name: "test", quota: Number(quota), windowSeconds: 60, lease: Number(lease) };
const server = serverFromSocket(socketDir, { app: "holdfast_app", owner: "holdfast_owner" });
const sql = server.connect(database, "app", { max: 2 });
const clock = (): number => Number(now);
const limiter = createRateLimiter({ sql, key: new Secret(new Uint8Array(32).fill(7)), clock, maxWaitMs: 10_000 });

// Who connects while others spend gets no part.
await limiter.take([{ policy: { ...policy, name: "connected" }, subject }]);
process.send?.("ready");
await once(process, "message");

let admitted = 0;
try {
  for (;;) {
    await limiter.take([{ policy, subject }]);
    admitted += 1;
    // Slowly enough that every process gets a part.
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
} catch (error) {
  if (!(error instanceof Problem) || error.code !== "rate.limited") throw error;
}
process.send?.(admitted);
await sql.end();
process.disconnect();
