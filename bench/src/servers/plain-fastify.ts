import { builtInRoles } from "@holdfast/contract";
import { fastify } from "fastify";
import postgres, { type Sql } from "postgres";

import { portOf } from "../harness/listening.ts";
import { answerParent } from "../harness/worker-process.ts";
import { forwardAuthPath, Identity, rowPath, whoAmI } from "./paths.ts";

const headers = {
  "strict-transport-security": "max-age=31536000; includeSubDomains",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  "x-request-id": "123e4567-e89b-12d3-a456-426614174000",
  ratelimit: '"default";r=999999999;t=15',
  "ratelimit-policy": '"default";q=1000000000;w=60',
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
} as const;

const identity = {
  accountId: "acc_01k9zt0000abcdefghjkmnpqrs",
  userId: "usr_01k9zt0000abcdefghjkmnpqrs",
  sessionId: "ses_01k9zt0000abcdefghjkmnpqrs",
  role: "admin",
  provedAt: 1_790_000_000_000,
};

/** What Fastify does by itself: the same schema, the same headers, an answer of the same size, and nothing else. */
const app = fastify({ logger: false });
app.addHook("onRequest", (_request, reply, done) => {
  void reply.headers(headers);
  done();
});
const schema = { response: { 200: Identity } };
app.get(whoAmI.path, { schema }, async () => identity);

const toldToProxies = {
  "holdfast-account": identity.accountId,
  "holdfast-user": identity.userId,
  "holdfast-session": identity.sessionId,
  "holdfast-role": "admin",
  "holdfast-rights": builtInRoles.admin.rights.join(" "),
};
const nothing = { response: { 200: { type: "object", properties: {}, additionalProperties: false } } };
app.get(forwardAuthPath, { schema: nothing }, async (_request, reply) => {
  void reply.headers(toldToProxies);
  return {};
});

let sql: Sql | null = null;
app.get<{ Params: { id: string } }>(`${rowPath}/:id`, { schema }, async ({ params }) => {
  if (sql === null) throw new Error("no database");
  const [row] = await sql`
    select account_id as "accountId", user_id as "userId", id as "sessionId", role, proved_at as "provedAt"
    from bench_sessions where id = ${params.id}`;
  return row;
});

async function start(): Promise<number> {
  await app.listen({ host: "127.0.0.1", port: 0 });
  return portOf(app.server);
}

/** Makes a table of sessions, to be read by primary key and nothing else. */
async function openTable(socketDir: string, database: string, ids: readonly string[]): Promise<void> {
  sql = postgres({ host: socketDir, database, username: "holdfast_owner", max: 10, onnotice: () => {} });
  await sql`drop table if exists bench_sessions`;
  await sql`create table bench_sessions (
    id text primary key, account_id text not null, user_id text not null, role text not null, proved_at int8 not null)`;
  await sql`insert into bench_sessions select id, ${identity.accountId}, ${identity.userId}, 'admin', 1790000000000
    from unnest(${[...ids]}::text[]) as id`;
  await sql`vacuum analyze bench_sessions`;
}

const methods = { start, openTable };
export type PlainFastifyMethods = typeof methods;
answerParent(methods, async () => {
  await app.close();
  await sql?.end();
});
