import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import { fromNodeHeaders, toNodeHandler } from "better-auth/node";
import { Pool } from "pg";

import { portOf } from "../harness/listening.ts";
import { answerParent } from "../harness/worker-process.ts";
import { peerPaths } from "./paths.ts";

interface PeerOptions {
  readonly socketDir: string;
  readonly database: string;
}

/** As its documents set it up, on bare node:http; rate limit and telemetry off, which is in its favour. */
const optionsOf = (pool: Pool, basePath: string, cookieCache: boolean) => ({
  database: pool,
  baseURL: "http://localhost:7700",
  basePath,
  secret: "bench-secret-of-thirty-two-bytes!",
  // The cheapest hash there is: it fills the tables before, and is no part of what is measured.
  emailAndPassword: {
    enabled: true,
    password: { hash: async (password: string) => password, verify: async () => true },
  },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  logger: { disabled: true },
  session: { cookieCache: { enabled: cookieCache, maxAge: 3600 } },
});

function openAuth({ socketDir, database }: PeerOptions) {
  const pool = new Pool({ host: socketDir, database, user: "holdfast_owner", max: 10 });
  return {
    pool,
    plain: betterAuth(optionsOf(pool, "/api/auth", false)),
    cached: betterAuth(optionsOf(pool, "/api/cached", true)),
  };
}

/** Makes the tables and so many users with a session each. @returns their cookies, those of the cookie cache included */
async function populate(options: PeerOptions, count: number): Promise<string[]> {
  const { pool, cached } = openAuth(options);
  const { runMigrations } = await getMigrations(optionsOf(pool, "/api/cached", true));
  await runMigrations();
  const cookies: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const { headers } = await cached.api.signUpEmail({
      body: { name: "Ada Lovelace", email: `ada-${n}@example.com`, password: "plum-anvil-rhythm-97-quartz" },
      returnHeaders: true,
    });
    cookies.push(
      headers
        .getSetCookie()
        .map((cookie) => cookie.split(";", 1)[0])
        .join("; "),
    );
  }
  await pool.end();
  return cookies;
}

async function start(options: PeerOptions): Promise<number> {
  const { plain, cached } = openAuth(options);
  const [handlePlain, handleCached] = [toNodeHandler(plain), toNodeHandler(cached)];
  const direct = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const session = await plain.api.getSession({ headers: fromNodeHeaders(incoming.headers) });
    const body = JSON.stringify(session);
    response.writeHead(session === null ? 401 : 200, {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
    });
    response.end(body);
  };
  const server = createServer((incoming, response) => {
    const { url = "" } = incoming;
    const handle = url === peerPaths.direct ? direct : url.startsWith("/api/cached/") ? handleCached : handlePlain;
    handle(incoming, response).catch(() => response.writeHead(500, { "content-length": 0 }).end());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return portOf(server);
}

const methods = { populate, start };
export type BetterAuthMethods = typeof methods;
answerParent(methods);
