import { createServer, type Server } from "node:http";

import { fastify } from "fastify";
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
  role: "monitor",
  rights: new Set(["users:read"]),
  provedAt: 0,
  factorProvedAt: null,
};

/** A guard that knows "seen" from memory, "new" after a question, and nobody else. */
const guard: Guard = {
  known: (token) => (token === "seen" ? ada : null),
  async verify(token) {
    if (token === "new") return ada;
    throw new GuardProblem(token === "away" ? "service.unavailable" : "session.expired");
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

/** Express hands Node's own request and response to its middleware. */
async function throughExpress(needs: Needs, authorization: string | null): Promise<Response> {
  const middleware = expressGuarded(guard, needs);
  const server = createServer((request, response) =>
    middleware(request, response, () => response.end(JSON.stringify({ user: identityOf(request).user }))),
  );
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  return fetch(`http://127.0.0.1:${port}/`, { headers: headersOf(authorization) });
}

async function throughHono(needs: Needs, authorization: string | null): Promise<Response> {
  const context = { req: { header: () => authorization ?? undefined } };
  const refused = await honoGuarded(guard, needs)(context, async () => {});
  return refused ?? Response.json({ user: identityOf(context).user });
}

const throughFetch: Ask = (needs, authorization) =>
  fetchGuarded(guard, needs, (_request: Request, { user }) => Response.json({ user }))(
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
    ["everybody while no server answers", {}, "Bearer away", 503, "service.unavailable"],
  ])("refuses %s [C-005] [C-161]", async (_who, needs, authorization, status, code) => {
    const answer = await ask(needs, authorization);
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
    expect(await answer.json()).toMatchObject({ code, status });
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
