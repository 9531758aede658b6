import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

import { apiKey } from "@better-auth/api-key";
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

/** Its limit is off as well: by default a key is refused after ten requests a day. */
const keyedOptions = (pool: Pool) => ({
  ...optionsOf(pool, "/api/keyed", false),
  plugins: [apiKey({ rateLimit: { enabled: false } })],
});

function openAuth({ socketDir, database }: PeerOptions) {
  const pool = new Pool({ host: socketDir, database, user: "holdfast_owner", max: 10 });
  return {
    pool,
    plain: betterAuth(optionsOf(pool, "/api/auth", false)),
    cached: betterAuth(optionsOf(pool, "/api/cached", true)),
    keyed: betterAuth(keyedOptions(pool)),
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

/** Makes the tables and so many users with an API key each. @returns the keys */
async function populateKeys(options: PeerOptions, count: number): Promise<string[]> {
  const { pool, keyed } = openAuth(options);
  const { runMigrations } = await getMigrations(keyedOptions(pool));
  await runMigrations();
  const keys: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const { user } = await keyed.api.signUpEmail({
      body: { name: "Ada Lovelace", email: `ada-${n}@example.com`, password: "plum-anvil-rhythm-97-quartz" },
    });
    keys.push((await keyed.api.createApiKey({ body: { name: "Bench", userId: user.id } })).key);
  }
  await pool.end();
  return keys;
}

async function start(options: PeerOptions): Promise<number> {
  const { plain, cached, keyed } = openAuth(options);
  const [handlePlain, handleCached] = [toNodeHandler(plain), toNodeHandler(cached)];
  const direct = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const session = await plain.api.getSession({ headers: fromNodeHeaders(incoming.headers) });
    send(response, session === null ? 401 : 200, session);
  };
  const byKey = async ({ headers }: IncomingMessage, response: ServerResponse): Promise<void> => {
    const verified = await keyed.api.verifyApiKey({
      body: { key: headers.authorization?.slice("Bearer ".length) ?? "" },
    });
    send(response, verified.valid ? 200 : 401, verified);
  };
  const handlers: Readonly<Record<string, typeof direct>> = { [peerPaths.direct]: direct, [peerPaths.apiKey]: byKey };
  const server = createServer((incoming, response) => {
    const { url = "" } = incoming;
    const handle = handlers[url] ?? (url.startsWith("/api/cached/") ? handleCached : handlePlain);
    handle(incoming, response).catch(() => response.writeHead(500, { "content-length": 0 }).end());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return portOf(server);
}

function send(response: ServerResponse, status: number, answer: unknown): void {
  const body = JSON.stringify(answer);
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  response.writeHead(status, headers).end(body);
}

const methods = { populate, populateKeys, start };
export type BetterAuthMethods = typeof methods;
answerParent(methods);
