import { lstat, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { createApp } from "../../packages/server/src/app.ts";
import { newId } from "../../packages/server/src/kernel/ids.ts";
import { createLog } from "../../packages/server/src/kernel/log.ts";
import { flushKeyUses } from "../../packages/server/src/people/api-keys/index.ts";
import { createInbox } from "../../packages/server/src/platform/mail/index.ts";
import { breakGlass, openSupport } from "../../packages/server/src/people/support/index.ts";
import {
  openCluster,
  provisionAll,
  serverFromSocket,
  startEmbeddedPostgres,
} from "../../packages/server/src/platform/postgres/index.ts";
import { type Runtime, startRuntime } from "../../packages/server/src/runtime.ts";
import { generateRootKey, localKeyWrapper } from "../../packages/server/src/tenancy/keys/index.ts";
import { mailedToken } from "../support/deployment.ts";
import { guardSecret, recorderTokenOf } from "../support/guards.ts";
import { newDevice } from "../support/passkeys.ts";
import { testRoles } from "../support/templates.ts";

/** Nobody else writes this, so wherever it is found, we put it there. */
const mark = "qvzcanaryx";

/** One marker for every personal and every secret field that a person can fill. */
const planted = {
  accountName: `${mark}account name`,
  slug: `${mark}-slug`,
  ownerName: `${mark}owner name`,
  email: `${mark}.owner@example.com`,
  password: `${mark} plum anvil rhythm 97`,
  newPassword: `${mark} quartz lantern rivers 41`,
  renamed: `${mark}renamed owner`,
  roleName: `${mark}role name`,
  roleSummary: `${mark}role summary`,
  memberName: `${mark}member name`,
  memberEmail: `${mark}.member@example.com`,
  reason: `${mark}reason for loosening`,
  passkeyName: `${mark}passkey name`,
  keyName: `${mark}key name`,
  keySource: `${mark}.example/where the key was found`,
  invitedName: `${mark}invited name`,
  invitedEmail: `${mark}.invited@example.com`,
  joinedName: `${mark}joined name`,
  movedEmail: `${mark}.moved@example.com`,
  supportReason: `${mark}reason for support`,
  glassReason: `${mark}reason for haste`,
  hookUrl: `http://127.0.0.1:9/${mark}-hook`,
  hookDescription: `${mark}hook description`,
  streamUrl: `https://localhost:9/${mark}-stream`,
  streamAuthorization: `Bearer ${mark}-siem`,
  requester: `${mark}requester of a ticket`,
  userAgent: `${mark}agent/1.0`,
  address: "203.0.113.77",
};

const logLines: string[] = [];
const refusals: string[] = [];
let dataDir: string;
let metrics: string;
const tokens: string[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "holdfast-canary-"));
  const postgres = await startEmbeddedPostgres({ dataDir, log: () => {} });
  const control = serverFromSocket(postgres.socketDir, testRoles);
  const cluster = openCluster({ prefix: "canary", control, regions: { eu: control } });
  await provisionAll(cluster);
  // Plain, and on purpose: the search must find it, or it could not find anything.
  await cluster.asOwner(null, cluster.names.directory, async (owner) => {
    await owner`create table planted (text text)`;
    await owner`insert into planted values (${`${mark}-in-plain-sight`})`;
  });
  const inbox = createInbox(Date.now);
  const runtime = await startRuntime({
    cluster,
    wrapper: localKeyWrapper({ primary: generateRootKey(Date.now()), older: [] }),
    mailer: inbox,
    inbox,
    log: createLog((line) => logLines.push(line), Date.now),
    clock: Date.now,
    publicUrl: "https://holdfast.test",
    regions: [{ id: "eu", title: "European Union" }],
    mode: "development",
    signUp: "open",
    unverifiedAccountDays: 7,
    revocationLeaseMs: 1000,
    guardSecrets: [guardSecret],
    hashProfiles: "test",
  });
  const app = createApp(runtime, { trustedProxies: [], tls: null });
  try {
    await liveThroughIt(app, runtime);
    metrics = await runtime.metrics.text();
  } finally {
    await app.close();
    await runtime.stop();
    // A clean stop writes every page and the end of the WAL.
    await postgres.stop();
  }
}, 120_000);
afterAll(() => rm(dataDir, { recursive: true, force: true }));

/** The whole flow, with a refusal here and there, each of them under a client that gives itself away. */
async function liveThroughIt(app: FastifyInstance, runtime: Runtime): Promise<void> {
  const { inbox } = runtime;
  const call = async (
    method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
    url: string,
    body?: object,
    token?: string,
  ) => {
    const answer = await app.inject({
      method,
      url,
      remoteAddress: planted.address,
      headers: { "user-agent": planted.userAgent, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      ...(body !== undefined && { payload: body }),
    });
    if (answer.statusCode >= 400) refusals.push(answer.body);
    return answer;
  };
  const signIn = async (password: string): Promise<string> => {
    const answer = await call("POST", "/v1/auth/sign-in", { email: planted.email, password });
    tokens.push(answer.json().accessToken, answer.json().refreshToken);
    return answer.json().accessToken;
  };
  if (inbox === null) throw new Error("no inbox");
  const owner = { email: planted.email, name: planted.ownerName, password: planted.password };
  const wish = { name: planted.accountName, slug: planted.slug, region: "eu", owner };
  const accountId = (await call("POST", "/v1/accounts", wish)).json().account.id;
  const verification = await mailedToken(inbox, planted.email, "/verify");
  await call("POST", "/v1/auth/verify-email", { token: verification });
  await call("POST", "/v1/auth/sign-in", { email: planted.email, password: `${mark} wrong password` });
  const token = await signIn(planted.password);
  await call("PATCH", "/v1/me", { name: planted.renamed }, token);
  const role = { name: planted.roleName, summary: planted.roleSummary, rights: ["users:read"] };
  await call("POST", "/v1/roles", role, token);
  const member = { email: planted.memberEmail, name: planted.memberName, role: "monitor", emailVerified: true };
  await call("POST", "/v1/users/import", { users: [member] }, token);
  const policy = (await call("GET", "/v1/policy", undefined, token)).json();
  const settings = { ...policy.settings, sessionIdleMinutes: 600 };
  await call("PUT", "/v1/policy", { version: policy.version, settings, reason: planted.reason }, token);
  await call("POST", "/v1/auth/refresh", { refreshToken: tokens[1] });
  await call("PATCH", "/v1/me", { name: planted.renamed, [`${mark}field`]: `${mark}value` }, token);
  await call("GET", `/v1/${mark}-path?q=${mark}`, undefined, token);
  await call("POST", "/v1/auth/forgot-password", { email: planted.email });
  const reset = await mailedToken(inbox, planted.email, "/reset");
  await call("POST", "/v1/auth/reset-password", { token: reset, password: planted.newPassword });
  const last = await signIn(planted.newPassword);
  const made = (await call("POST", "/v1/me/passkeys/options", undefined, last)).json();
  const passkey = { name: planted.passkeyName, passkey: newDevice().create(made) };
  expect((await call("POST", "/v1/me/passkeys", passkey, last)).statusCode).toBe(201);
  tokens.push(verification, reset);
  const keyWish = { name: planted.keyName, scopes: ["account:read"], allowedAddresses: [planted.address] };
  const { secret } = (await call("POST", "/v1/keys", keyWish, last)).json();
  expect((await call("GET", "/v1/account", undefined, secret)).statusCode).toBe(200);
  await flushKeyUses(runtime);
  await call("POST", "/v1/leaked-keys", { keys: [secret], source: planted.keySource });
  await runtime.background.settled();
  expect((await call("GET", "/v1/account", undefined, secret)).statusCode).toBe(401);
  tokens.push(secret);
  const hook = { url: planted.hookUrl, events: ["*"], description: planted.hookDescription };
  const hooked = (await call("POST", "/v1/webhooks", hook, last)).json();
  const rotated = (await call("POST", `/v1/webhooks/${hooked.webhook.id}/secret`, {}, last)).json();
  const stream = { format: "ndjson", url: planted.streamUrl, authorization: planted.streamAuthorization };
  expect((await call("POST", "/v1/audit/streams", stream, last)).statusCode).toBe(201);
  tokens.push(hooked.secret, rotated.secret);
  const told = { id: newId("event", Date.now()), account: accountId, event: "app.ticket.closed", target: null };
  const acted = { actor: { type: "app", id: "importer" }, outcome: "success" };
  const events = [{ ...told, ...acted, details: {}, personal: { requester: planted.requester } }];
  const recorder = recorderTokenOf(accountId);
  expect((await call("POST", "/v1/audit/events", { events }, recorder)).json().items[0].problem).toBeNull();
  await call("POST", "/v1/audit/events", { events: [{ ...events[0], id: planted.requester }] }, recorder);
  tokens.push(recorder);
  const invitation = { email: planted.invitedEmail, name: planted.invitedName, role: "developer" };
  await call("POST", "/v1/invitations", invitation, last);
  const invited = await mailedToken(inbox, planted.invitedEmail, "/join");
  const joined = { token: invited, name: planted.joinedName, password: planted.password };
  const leaver = (await call("POST", "/v1/invitations/accept", joined)).json().user.id;
  await call("DELETE", `/v1/users/${leaver}`, undefined, last);
  const grant = { scopes: ["members"], reason: planted.supportReason };
  const { id } = (await call("POST", "/v1/support-grants", grant, last)).json();
  const entrant = { grant: id, name: "kim" };
  const support = await openSupport(runtime, accountId, entrant);
  expect((await call("GET", "/v1/users", undefined, support.token)).statusCode).toBe(200);
  await breakGlass(runtime, accountId, { name: "kim", reason: planted.glassReason });
  tokens.push(support.token);
  await call("POST", "/v1/me/email", { email: planted.movedEmail }, last);
  const confirmation = await mailedToken(inbox, planted.movedEmail, "/confirm-email");
  expect((await call("POST", "/v1/auth/confirm-email-change", { token: confirmation })).statusCode).toBe(200);
  const undo = await mailedToken(inbox, planted.email, "/undo-email");
  expect((await call("POST", "/v1/auth/undo-email-change", { token: undo })).statusCode).toBe(200);
  tokens.push(invited, confirmation, undo);
}

/** Files below a folder that hold the text, read as bytes. */
async function filesWith(text: string, folder = dataDir): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true })) {
    const path = join(folder, entry);
    if ((await lstat(path)).isFile() && (await readFile(path)).includes(text)) found.push(entry);
  }
  return found;
}

describe("after the whole flow", () => {
  test("the search finds what lies there in plain text, in the table's file and in the write-ahead log", async () => {
    const files = await filesWith(`${mark}-in-plain-sight`);
    expect(files.some((file) => file.includes("pg_wal"))).toBe(true);
    expect(files.some((file) => file.includes("base"))).toBe(true);
  });

  test.each(Object.entries(planted))(
    "%s stands nowhere in the database's files and write-ahead log [C-039] [C-040] [C-042] [C-047] [C-050]",
    async (_field, text) => {
      expect(await filesWith(text)).toEqual([]);
    },
  );

  test("no token and no part of its secret stands there either [C-050] [C-051]", async () => {
    expect(tokens.filter((token) => typeof token === "string").length).toBeGreaterThanOrEqual(6);
    for (const token of tokens) expect(await filesWith(token.slice(-40))).toEqual([]);
  });

  test("log, metrics and refusals hold none of it [C-051] [C-232] [C-257]", () => {
    expect(logLines.length).toBeGreaterThan(10);
    expect(refusals.length).toBeGreaterThanOrEqual(3);
    const said = [...logLines, metrics, ...refusals.map((body) => body.replaceAll(`${mark}field`, ""))].join("\n");
    for (const text of [mark, planted.address, ...tokens.map((token) => token.slice(-40))]) {
      expect(said.includes(text)).toBe(false);
    }
  });
});
