import type { Server } from "node:http";

import express from "express";
import { fastify } from "fastify";
import { Hono } from "hono";
import { afterAll, describe, expect, test } from "vitest";

import { type Guard, GuardProblem, type Identity, type Needs } from "../guard/index.ts";
import { guarded as expressGuarded } from "./express.ts";
import { guarded as fastifyGuarded, identityOf } from "./fastify.ts";
import { guarded as fetchGuarded } from "./fetch.ts";
import { guarded as honoGuarded } from "./hono.ts";

const ada: Identity = {
  account: "acc",
  user: "usr_ada",
  session: "ses",
  key: null,
  role: "monitor",
  rights: new Set(["users:read"]),
  provedAt: 0,
  factorProvedAt: null,
};
const adasKey: Identity = { ...ada, session: null, key: "key" };

/** A guard that knows "seen" from memory, "new" after a question, "key" from one address, and nobody else. */
const guard: Guard = {
  known: (token) => (token === "seen" ? ada : null),
  async verify(token, presented) {
    if (token === "new") return ada;
    if (token !== "key") throw new GuardProblem(token === "away" ? "service.unavailable" : "session.expired");
    if (presented?.keys !== true) throw new GuardProblem("key.not_allowed");
    if (presented.address !== "127.0.0.1") throw new GuardProblem("key.address_refused");
    return adasKey;
  },
  assert(_identity, { right, proof }) {
    if (right !== undefined && !ada.rights.has(right)) throw new GuardProblem("right.missing");
    if (proof !== undefined) throw new GuardProblem("auth.recent_required");
  },
  fresh: () => true,
  close() {},
};

type Ask = (needs: Needs, authorization: string | null) => Promise<Response>;

const headersOf = (authorization: string | null): Record<string, string> =>
  authorization === null ? {} : { authorization };

async function throughFastify(needs: Needs, authorization: string | null): Promise<Response> {
  const app = fastify();
  app.get("/", { onRequest: fastifyGuarded(guard, needs) }, async (request) => ({ user: identityOf(request).user }));
  const answer = await app.inject({ url: "/", headers: headersOf(authorization) });
  await app.close();
  const headers = Object.entries(answer.headers).map(([name, value]) => [name, String(value)] as [string, string]);
  return new Response(answer.body, { status: answer.statusCode, headers });
}

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
});

async function throughExpress(needs: Needs, authorization: string | null): Promise<Response> {
  const app = express();
  app.get("/", expressGuarded(guard, needs), (request, response) => {
    response.json({ user: identityOf(request).user });
  });
  const server = await new Promise<Server>((resolve) => {
    const listening = app.listen(0, "127.0.0.1", () => resolve(listening));
  });
  servers.push(server);
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  return fetch(`http://127.0.0.1:${port}/`, { headers: headersOf(authorization) });
}

const addressOf = (): string => "127.0.0.1";

async function throughHono(needs: Needs, authorization: string | null): Promise<Response> {
  const app = new Hono();
  app.use("*", honoGuarded(guard, needs, { addressOf }));
  app.get("/", (context) => context.json({ user: identityOf(context).user }));
  return app.request("/", { headers: headersOf(authorization) });
}

const throughFetch: Ask = (needs, authorization) =>
  fetchGuarded(guard, needs, (_request: Request, { user }) => Response.json({ user }), { addressOf })(
    new Request("https://product.example/", { headers: headersOf(authorization) }),
  );

const adapters: [string, Ask][] = [
  ["Fastify", throughFastify],
  ["Express", throughExpress],
  ["Hono", throughHono],
  ["fetch handlers", throughFetch],
];

describe.each(adapters)("the adapter for %s", (_name, ask) => {
  test.each(["seen", "new"])("lets a live session in, and says whose it is (%s)", async (token) => {
    const answer = await ask({ right: "users:read" }, `Bearer ${token}`);
    expect([answer.status, await answer.json()]).toEqual([200, { user: "usr_ada" }]);
  });

  test.each<[string, Needs, string | null, number, string]>([
    ["nobody", {}, null, 401, "auth.required"],
    ["another scheme", {}, "Basic seen", 401, "auth.required"],
    ["a dead session", {}, "Bearer dead", 401, "session.expired"],
    ["whoever lacks the right", { right: "users:delete" }, "Bearer seen", 403, "right.missing"],
    ["an API key where none is allowed", {}, "Bearer key", 403, "key.not_allowed"],
    ["everybody while no server answers", {}, "Bearer away", 503, "service.unavailable"],
  ])("refuses %s [C-005] [C-161]", async (_who, needs, authorization, status, code) => {
    const answer = await ask(needs, authorization);
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
    expect(await answer.json()).toMatchObject({ code, status });
  });

  test("lets an API key in where the route says so, from where it comes [C-152]", async () => {
    const answer = await ask({ keys: true }, "Bearer key");
    expect([answer.status, await answer.json()]).toEqual([200, { user: "usr_ada" }]);
  });

  test("asks for a newer proof in words that a front end can act on", async () => {
    const answer = await ask({ proof: "recent" }, "Bearer seen");
    expect(answer.headers.get("www-authenticate")).toBe('Bearer error="insufficient_user_authentication", max_age=600');
    expect(await answer.json()).toMatchObject({ code: "auth.recent_required" });
  });
});

test("a route that forgot its guard does not take anybody for somebody [C-005]", () => {
  expect(() => identityOf({})).toThrow("no guard");
});

test("a refusal that a fetch handler throws is answered like the guard's own, and a fault is not", async () => {
  const handle = (fault: Error) =>
    fetchGuarded(guard, {}, () => {
      throw fault;
    })(new Request("https://product.example/", { headers: headersOf("Bearer seen") }));
  expect((await handle(new GuardProblem("right.missing"))).status).toBe(403);
  await expect(handle(new Error("a fault"))).rejects.toThrow("a fault");
});

test("what goes wrong after a request was let in is no refusal, and goes on once", () => {
  let calls = 0;
  const next = (): void => {
    calls += 1;
    throw new GuardProblem("right.missing");
  };
  const response = { writeHead: () => calls, end: () => calls };
  const request = { headers: { authorization: "Bearer seen" } };
  expect(() => expressGuarded(guard)(request, response, next)).toThrow(GuardProblem);
  expect(calls).toBe(1);
});

test("an address that the adapter is not told of opens no key that is bound to one [C-005]", async () => {
  const handler = fetchGuarded(guard, { keys: true }, () => new Response("in"));
  const answer = await handler(new Request("https://product.example/", { headers: headersOf("Bearer key") }));
  expect(await answer.json()).toMatchObject({ code: "key.address_refused" });
});
