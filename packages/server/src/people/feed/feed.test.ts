import { randomUUID } from "node:crypto";
import { get, type IncomingMessage } from "node:http";
import { connect } from "node:net";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { makeKey } from "../../../../../test/support/api-keys.ts";
import { type Deployment, type Member, signInAs, startDeployment } from "../../../../../test/support/deployment.ts";
import { Secret } from "../../kernel/secret.ts";
import { mintGuardToken } from "./guard-token.ts";

const secret = new Secret("a guard secret of these tests, long enough");
const everywhere = mintGuardToken(secret, null);

let holdfast: Deployment;
let url: string;
let acme: Member;
let globex: Member;
beforeAll(async () => {
  holdfast = await startDeployment({ guardSecrets: [secret] });
  url = await holdfast.app.listen({ host: "127.0.0.1", port: 0 });
  acme = await holdfast.account();
  globex = await holdfast.account();
});
afterAll(() => holdfast.stop());

interface Stream {
  readonly response: IncomingMessage;
  readonly text: () => string;
}

/** An open stream, and what has come of it. */
async function follow(token: string, headers: Record<string, string> = {}): Promise<Stream> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const asked = get(`${url}/v1/revocations`, { headers: { authorization: `Bearer ${token}`, ...headers } }, resolve);
    asked.on("error", reject);
  });
  let text = "";
  response.setEncoding("utf8");
  response.on("data", (chunk: string) => (text += chunk));
  response.on("error", () => {});
  await expect.poll(() => text).not.toBe("");
  return { response, text: () => text };
}

async function revokeOneOf(member: Member): Promise<string> {
  const { sessionId, token } = await signInAs(holdfast, member);
  const answer = await holdfast.call({ method: "DELETE", url: `/v1/sessions/${sessionId}`, token });
  expect(answer.statusCode).toBe(200);
  return sessionId;
}

const newestId = (text: string): string => [...text.matchAll(/^id: (.*)$/gm)].at(-1)?.[1] ?? "";

describe("the stream of revocations", () => {
  test("brings what is revoked, and beats while nothing is [C-124]", async () => {
    const { response, text } = await follow(everywhere);
    expect(response.headers["content-type"]).toContain("text/event-stream");
    const sessionId = await revokeOneOf(acme);
    await expect.poll(text).toMatch(new RegExp(`event: revocation\\nid: .*\\ndata: .*"subject":"${sessionId}"`));
    const beats = (): number => text().split("event: beat").length;
    const before = beats();
    await expect.poll(beats, { timeout: 2000 }).toBeGreaterThan(before + 2);
    response.destroy();
    await expect.poll(() => holdfast.runtime.feed.followers).toBe(0);
  });

  test("brings another account's nothing [C-063] [C-064]", async () => {
    const { response, text } = await follow(mintGuardToken(secret, globex.accountId));
    const foreign = await revokeOneOf(acme);
    const own = await revokeOneOf(globex);
    await expect.poll(text).toContain(own);
    expect(text()).not.toContain(foreign);
    expect(text()).not.toContain(acme.accountId);
    response.destroy();
  });

  test("goes on where it was left, and says where that cannot be told", async () => {
    const first = await follow(everywhere);
    first.response.destroy();
    const missed = await revokeOneOf(acme);
    const again = await follow(everywhere, { "last-event-id": newestId(first.text()) });
    expect(again.text()).toContain(missed);
    again.response.destroy();
    for (const id of [`1.${randomUUID()}`, "garbage"]) {
      const lost = await follow(everywhere, { "last-event-id": id });
      expect(lost.text()).toContain("event: reset");
      lost.response.destroy();
    }
  });

  test("is cut for whoever does not read it, and costs the others nothing", async () => {
    const stalled = holdfast.runtime.feed.follow({ accountId: null }, null);
    const reading = await follow(everywhere);
    const { lending } = holdfast.runtime.revocationNode;
    const { accountId, sessionId: subject } = acme;
    for (let seq = 1_000_000; seq < 1_005_000; seq += 500) {
      const numbers = Array.from({ length: 500 }, (_, n) => seq + n);
      const kind = "session" as const;
      lending.advanced(
        numbers.map((at) => ({ accountId, kind, subject, seq: at, mark: randomUUID(), committedAt: 0 })),
      );
      await expect.poll(() => reading.text(), { interval: 2, timeout: 5000 }).toContain(`"seq":${seq + 499}`);
    }
    expect(stalled.destroyed).toBe(true);
    expect(stalled.readableLength).toBeLessThan(600 * 1024);
    reading.response.destroy();
  });

  test("ends for a connection that nobody reads from, and keeps no memory for it", async () => {
    const { feed, revocationNode } = holdfast.runtime;
    const { accountId, sessionId: subject } = acme;
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.on("error", () => {}).pause();
    socket.write(`GET /v1/revocations HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${everywhere}\r\n\r\n`);
    await expect.poll(() => feed.followers).toBe(1);
    // More than the buffers of both ends' systems hold.
    for (let seq = 2_000_000; seq < 2_100_000 && feed.followers > 0; seq += 500) {
      const numbers = Array.from({ length: 500 }, (_, n) => seq + n);
      const entry = { accountId, kind: "session", subject, mark: randomUUID(), committedAt: 0 } as const;
      revocationNode.lending.advanced(numbers.map((at) => ({ ...entry, seq: at })));
      await new Promise(setImmediate);
    }
    expect(feed.followers).toBe(0);
    socket.destroy();
  });

  test("is not used up for others by one account's token", async () => {
    const { feed } = holdfast.runtime;
    const ofAcme = () => feed.follow({ accountId: acme.accountId }, null);
    const streams = Array.from({ length: 250 }, ofAcme);
    expect(ofAcme).toThrow(expect.objectContaining({ code: "service.busy" }));
    streams.push(feed.follow({ accountId: globex.accountId }, null), feed.follow({ accountId: null }, null));
    streams.shift()?.destroy();
    await expect.poll(() => feed.followers).toBe(251);
    streams.push(ofAcme());
    for (const stream of streams) stream.destroy();
    await expect.poll(() => feed.followers).toBe(0);
  });
});

describe("a guard's token", () => {
  const refusals = ["auth.required", "guard.refused"];

  test("opens nothing but a guard's routes, and no other token opens these [C-003] [C-161]", async () => {
    const forged = [acme.token, `${everywhere.slice(0, -1)}_`, everywhere.replace("all", acme.accountId), "hfg_all_"];
    const other = mintGuardToken(new Secret("another secret, of some other deployment"), null);
    for (const token of [...forged, other]) {
      const answer = await holdfast.call({ method: "GET", url: "/v1/revocations", token });
      expect(answer.statusCode).toBe(401);
      expect(refusals).toContain(answer.json().code);
    }
    expect((await holdfast.call({ method: "GET", url: "/v1/me", token: everywhere })).statusCode).toBe(401);
    const cookie = { cookie: `__Host-holdfast-access=${everywhere}` };
    expect((await holdfast.call({ method: "GET", url: "/v1/revocations", headers: cookie })).statusCode).toBe(401);
  });

  test("reads live sessions of its own account alone [C-063]", async () => {
    const sessions = [acme, globex].map((who) => ({
      account: who.accountId,
      user: who.userId,
      session: who.sessionId,
    }));
    const ask = async (token: string) =>
      (await holdfast.call({ method: "POST", url: "/v1/guarded-sessions", token, body: { sessions } })).json().items;
    expect(await ask(everywhere)).toMatchObject([{ user: acme.userId, role: "root" }, { user: globex.userId }]);
    expect(await ask(mintGuardToken(secret, acme.accountId))).toMatchObject([{ user: acme.userId }, null]);
  });

  test("says the rights of a role once, however many sessions have it, and of nobody else's", async () => {
    const ask = async (token: string, ...asked: readonly Member[]) => {
      const sessions = asked.map(({ accountId, userId, sessionId }) => ({
        account: accountId,
        user: userId,
        session: sessionId,
      }));
      return (await holdfast.call({ method: "POST", url: "/v1/guarded-sessions", token, body: { sessions } })).json();
    };
    const { rights, items } = await ask(everywhere, acme, globex, acme);
    expect(rights).toHaveLength(1);
    expect(rights[0]).toContain("audit:read");
    expect(items).toMatchObject([{ rights: 0 }, { rights: 0 }, { rights: 0 }]);
    expect(await ask(mintGuardToken(secret, acme.accountId), globex)).toEqual({ rights: [], items: [null] });
  });

  test("reads what can be read while the database of other accounts does not answer, and within a lease", async () => {
    const far = await holdfast.account({ region: "us" });
    const near = await makeKey(holdfast, acme);
    const away = await makeKey(holdfast, far);
    const bodies = {
      "/v1/guarded-sessions": {
        sessions: [far, acme].map(({ accountId, userId, sessionId }) => ({
          account: accountId,
          user: userId,
          session: sessionId,
        })),
      },
      "/v1/guarded-keys": { keys: [away, near].map((key) => ({ secret: key.secret, address: null })) },
    };
    const { directory, revocationNode } = holdfast.runtime;
    const { cluster } = directory;
    const { leaseMs } = revocationNode.lending;
    await cluster.asOwner("us", cluster.names.cell("us"), (owner) =>
      owner.begin(async (locked) => {
        await locked`lock table sessions, api_keys in access exclusive mode`;
        for (const [url, body] of Object.entries(bodies)) {
          const ask = async (): Promise<unknown> => {
            const began = performance.now();
            const answer = await holdfast.call({ method: "POST", url, token: everywhere, body });
            const inTime = performance.now() - began < leaseMs;
            return { status: answer.statusCode, inTime, items: answer.json().items };
          };
          const items = [{ problem: "service.unavailable" }, expect.objectContaining({ user: acme.userId })];
          // Again where this machine was busy: an answer that waits for the database never is in time.
          await expect.poll(ask, { timeout: 10_000 }).toEqual({ status: 200, inTime: true, items });
        }
      }),
    );
    for (const [url, body] of Object.entries(bodies)) {
      const answer = await holdfast.call({ method: "POST", url, token: everywhere, body });
      expect(answer.json().items).toMatchObject([{ user: far.userId }, { user: acme.userId }]);
    }
  });
});
