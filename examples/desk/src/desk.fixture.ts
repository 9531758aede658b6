import { randomBytes } from "node:crypto";

import { createAudit } from "@holdfast/sdk/audit";
import { createGuard } from "@holdfast/sdk/guard";
import type { FastifyInstance, LightMyRequestResponse } from "fastify";
import { inject } from "vitest";

import { Secret } from "../../../packages/server/src/kernel/secret.ts";
import { mintGuardToken } from "../../../packages/server/src/people/feed/index.ts";
import { type Deployment, type Member, publicUrl, startDeployment } from "../../../test/support/deployment.ts";
import { testRoles } from "../../../test/support/templates.ts";
import { connect, prepareDatabase, type Sql } from "./database.ts";
import { createDesk } from "./desk.ts";
import { deskEvents } from "./events.ts";

const deskUrl = "http://localhost:7720";
/** Where the proxies before the desk are. */
const proxies = "192.0.2.0/24";

/** A Holdfast, and a desk that stands on it with a database of its own. */
export interface DeskHouse {
  readonly holdfast: Deployment;
  readonly desk: FastifyInstance;
  readonly sql: Sql;
  readonly webhookSecrets: Map<string, string>;
  /** Cuts the way by which the desk's events get to Holdfast, or mends it. */
  cutAudit(isCut: boolean): void;
  /** Somebody's browser at the desk. */
  browser(): Browser;
  close(): Promise<void>;
}

interface Request {
  readonly method?: "GET" | "POST" | "PATCH" | "DELETE";
  readonly url: string;
  readonly body?: object;
  /** Undefined: a header that this browser does not send. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** From where, if not from where this browser is. */
  readonly address?: string;
}

/** Keeps cookies as browsers do, and says from where its requests come. */
export interface Browser {
  readonly cookies: Map<string, string>;
  ask(request: Request): Promise<LightMyRequestResponse>;
  signIn(member: Pick<Member, "email" | "password">): Promise<LightMyRequestResponse>;
}

export async function openDesk(): Promise<DeskHouse> {
  const secret = new Secret(randomBytes(32).toString("hex"));
  const holdfast = await startDeployment({ guardSecrets: [secret], trustedProxies: ["127.0.0.1/32"] });
  const holdfastUrl = await holdfast.app.listen({ host: "127.0.0.1", port: 0 });
  const credential = mintGuardToken(secret, null, { mayRecord: true });
  const guard = createGuard({ baseUrl: holdfastUrl, credential, issuer: publicUrl });
  const sql = await makeDatabase();
  const way = { isCut: false };
  const audit = createAudit({
    baseUrl: holdfastUrl,
    credential,
    events: deskEvents,
    // Beyond the pause that a cut leaves behind, also on a machine that does other things.
    recordMs: 3000,
    fetch: (input, init) => (way.isCut ? Promise.reject(new TypeError("cut")) : fetch(input, init)),
  });
  const webhookSecrets = new Map<string, string>();
  const desk = await createDesk({
    sql,
    guard,
    audit,
    holdfastUrl,
    consoleUrl: publicUrl,
    url: deskUrl,
    webhookSecrets,
    trustedProxies: [proxies],
    isQuiet: true,
  });
  return {
    holdfast,
    desk,
    sql,
    webhookSecrets,
    cutAudit: (isCut) => Object.assign(way, { isCut }),
    browser: () => openBrowser(desk),
    async close() {
      await desk.close();
      guard.close();
      await audit.close();
      await sql.end();
      await holdfast.stop();
    },
  };
}

/** In the Postgres of the tests: the owner makes the tables, and the desk is not their owner. */
async function makeDatabase(): Promise<Sql> {
  const database = `desk_${randomBytes(8).toString("hex")}`;
  const maintenance = connectAs("owner", "postgres");
  await maintenance`create database ${maintenance(database)}`;
  await maintenance.end();
  const owner = connectAs("owner", database);
  await prepareDatabase(owner, testRoles.app);
  await owner.end();
  return connectAs("app", database);
}

function connectAs(role: keyof typeof testRoles, database: string): Sql {
  const urls = inject("postgresUrls");
  if (urls !== null) return connect({ database }, urls[role]);
  return connect({ host: inject("postgresSocket"), user: testRoles[role], database });
}

function openBrowser(desk: FastifyInstance): Browser {
  const cookies = new Map<string, string>();
  const home = `10.${[...randomBytes(3)].join(".")}`;
  const ask = async ({
    method = "GET",
    url,
    body,
    headers = {},
    address = home,
  }: Request): Promise<LightMyRequestResponse> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await desk.inject({
      method,
      url,
      remoteAddress: address,
      headers: sent({ "sec-fetch-site": "same-origin", cookie: cookie === "" ? undefined : cookie, ...headers }),
      ...(body !== undefined && { payload: body }),
    });
    for (const { name, value, maxAge } of answer.cookies) {
      if (maxAge === 0) cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  };
  return {
    cookies,
    ask,
    signIn: ({ email, password }) => ask({ method: "POST", url: "/session", body: { email, password } }),
  };
}

const sent = (headers: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
