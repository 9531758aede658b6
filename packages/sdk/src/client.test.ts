import { inspect } from "node:util";

import { type RouteSpec, routes } from "@holdfast/contract";
import { describe, expect, expectTypeOf, onTestFinished, test } from "vitest";

import { ApiProblem } from "./api-problem.ts";
import { createClient } from "./client.ts";
import { type Exchange, json, problem, startApi, type TestAnswer } from "./test-api.fixture.ts";

async function api(...answers: TestAnswer[]): Promise<{ baseUrl: string; seen: Exchange[] }> {
  const server = await startApi(answers);
  onTestFinished(server.close);
  return server;
}

const caught = async (work: Promise<unknown>): Promise<ApiProblem> => {
  const error: unknown = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ApiProblem) return error;
  throw new Error("No refusal", { cause: error });
};

describe("a call", () => {
  test("sends method, path, query, body and token as the route says", async () => {
    const { baseUrl, seen } = await api(json(201, {}), json(200, { items: [], nextCursor: null }));
    const client = createClient({ baseUrl: `${baseUrl}/under/`, token: () => "t-1" });
    await client.createRole({
      body: { name: "Auditor", summary: null, rights: ["audit:read"] },
      idempotencyKey: "key-1",
    });
    await client.listEvents({ query: { event: "session.revoked", limit: 2 } });
    expect(seen).toMatchObject([
      {
        line: "POST /under/v1/roles",
        body: { name: "Auditor", summary: null, rights: ["audit:read"] },
        headers: { authorization: "Bearer t-1", "idempotency-key": "key-1", "content-type": "application/json" },
      },
      { line: "GET /under/v1/audit/events?event=session.revoked&limit=2", body: null },
    ]);
    expect(seen[1]?.headers).not.toHaveProperty("content-type");
  });

  test("sends an empty object where nothing in the body is required", async () => {
    const { baseUrl, seen } = await api(json(200, {}));
    await createClient({ baseUrl }).refresh();
    expect(seen).toMatchObject([{ line: "POST /v1/auth/refresh", body: {} }]);
    expect(seen[0]?.headers).not.toHaveProperty("authorization");
  });

  test("keeps a parameter inside its place in the path", async () => {
    const { baseUrl, seen } = await api(json(200, {}), json(200, {}), json(200, {}));
    const client = createClient({ baseUrl });
    await client.revokeSession({ params: { id: "a/b?c#d" } });
    await client.readTile({ params: { "*": "entries/x001/234" } }).catch(() => null);
    expect(seen.map(({ line }) => line)).toEqual([
      "DELETE /v1/sessions/a%2Fb%3Fc%23d",
      "GET /v1/audit/log/tile/entries/x001/234",
    ]);
    for (const id of ["..", ".", ""]) await expect(client.revokeSession({ params: { id } })).rejects.toThrow(TypeError);
    await expect(client.readTile({ params: { "*": "../../users" } })).rejects.toThrow(TypeError);
    expect(seen).toHaveLength(2);
  });

  test("answers JSON, text and bytes as the route says", async () => {
    const text = { status: 200, headers: { "content-type": "text/plain; charset=utf-8" }, body: "holdfast\n3\n" };
    const bytes = { status: 200, headers: { "content-type": "application/octet-stream" }, body: "\u0001" };
    const { baseUrl } = await api(text, bytes);
    const client = createClient({ baseUrl });
    const checkpoint = await client.readCheckpoint();
    const tile = await client.readTile({ params: { "*": "0/000" } });
    expectTypeOf(checkpoint).toEqualTypeOf<string>();
    expectTypeOf(tile).toEqualTypeOf<Uint8Array>();
    expect(checkpoint).toBe("holdfast\n3\n");
    expect(tile).toEqual(new Uint8Array([1]));
  });

  test("knows at compile time what its route takes", () => {
    const client = createClient({ baseUrl: "http://127.0.0.1" });
    expectTypeOf(client.signIn).parameter(0).toExtend<{ body: { email: string; password: string } }>();
    // @ts-expect-error -- the route takes a body
    void (() => client.signIn());
    // @ts-expect-error -- the route takes no key
    void (() => client.signOut({ idempotencyKey: "k" }));
    // @ts-expect-error -- not a page
    void (() => client.paginate("readMe"));
  });
});

describe("the client", () => {
  const open = Object.entries<RouteSpec>(routes).filter(([, { who }]) => who !== "guard" && who !== "forwarded");

  test.each(open)("calls %s as the contract says", async (name, route) => {
    const asked: { url: URL; init: RequestInit | undefined }[] = [];
    const [[status, shape] = []] = Object.entries(route.response);
    const client = createClient({
      baseUrl: "https://holdfast.test",
      retries: 0,
      async fetch(input, init) {
        asked.push({ url: new URL(input instanceof Request ? input.url : input), init });
        return new Response(typeof shape === "string" ? "text" : "{}", { status: Number(status) });
      },
    });
    const call: unknown = Reflect.get(client, name);
    if (typeof call !== "function") throw new Error(`there is no call ${name}`);
    const answer: unknown = await call({ params: { id: "x", item: "x", "*": "x" }, body: { field: 1 } });
    const { url, init } = asked[0] ?? {};
    expect(`${init?.method} ${url?.pathname}`).toBe(`${route.method} ${route.path.replaceAll(/\{\w+\}|\*/g, "x")}`);
    expect(init?.body).toBe(route.body === undefined ? undefined : '{"field":1}');
    expect(new Headers(init?.headers).has("idempotency-key")).toBe(route.idempotent === true);
    const kind = typeof shape !== "string" ? "object" : shape.startsWith("text/") ? "string" : "bytes";
    expect(answer instanceof Uint8Array ? "bytes" : typeof answer).toBe(kind);
  });

  test("has no call for what only a guard or a proxy may do, and none that the contract does not have", () => {
    const client = createClient({ baseUrl: "https://holdfast.test" });
    expect(Object.keys(client).toSorted()).toEqual([...open.map(([name]) => name), "paginate"].toSorted());
    expectTypeOf<"listEvents" | "listUsers">().toExtend<Parameters<typeof client.paginate>[0]>();
  });
});

describe("a refusal", () => {
  test("is an ApiProblem with what the server said", async () => {
    const { baseUrl } = await api(
      problem("rate.limited", {
        headers: { "retry-after": "7" },
        body: { detail: "Slowly", instance: "urn:request:req-9", errors: [{ field: "email", message: "no" }, 3] },
      }),
    );
    expect(await caught(createClient({ baseUrl, retries: 0 }).readMe())).toMatchObject({
      code: "rate.limited",
      status: 429,
      title: "Too many requests",
      detail: "Slowly",
      requestId: "req-9",
      retryAfter: 7,
      errors: [{ field: "email", message: "no" }],
    });
  });

  test("tells the wait in seconds also when the server named a time (RFC 9110 §10.2.3)", async () => {
    const began = Date.now();
    const inAMinute = new Date(began + 60_000).toUTCString();
    const { baseUrl } = await api(
      problem("rate.limited", { headers: { "retry-after": inAMinute } }),
      problem("rate.limited", { headers: { "retry-after": "soon" } }),
    );
    const client = createClient({ baseUrl, retries: 0 });
    const { retryAfter } = await caught(client.readMe());
    expect(retryAfter).toBeLessThanOrEqual(60);
    expect(retryAfter).toBeGreaterThanOrEqual(Math.floor((began + 59_000 - Date.now()) / 1000));
    expect((await caught(client.readMe())).retryAfter).toBeNull();
  });

  test.for([
    ["a page of a proxy", { status: 502, headers: { "content-type": "text/html" }, body: "<html>" }],
    ["a code that does not exist", json(500, { code: "toString" })],
    ["JSON that is no object", json(400, null)],
    ["a success that the route does not have", json(204, undefined)],
    ["a success that is not JSON", { status: 200, headers: {}, body: "{" }],
  ] as const)("is told apart from %s", async ([, answer]) => {
    const { baseUrl } = await api(answer);
    const refusal = await caught(createClient({ baseUrl, retries: 0 }).readMe());
    expect(refusal).toMatchObject({ code: "client.unexpected_answer", status: answer.status });
  });

  test("of a server that is not there says so", async () => {
    const gone = await startApi([]);
    await gone.close();
    const refusal = await caught(createClient({ baseUrl: gone.baseUrl }).readMe());
    expect(refusal).toMatchObject({ code: "client.unreachable", status: 0 });
  });
});

describe("an aborted call", () => {
  test("throws what it was aborted with, also while it waits", async () => {
    const { baseUrl, seen } = await api(problem("service.busy", { headers: { "retry-after": "9" } }));
    const stop = new AbortController();
    const call = createClient({ baseUrl }).readMe({ signal: stop.signal });
    await expect.poll(() => seen.length).toBe(1);
    stop.abort(new Error("left the page"));
    await expect(call).rejects.toThrow("left the page");
  });
});

describe("a server in trouble", () => {
  const busy = problem("service.busy", { headers: { "retry-after": "0" } });
  const role = { name: "Auditor", summary: null, rights: [] };

  test("is asked again twice, when reading", async () => {
    const { baseUrl, seen } = await api(busy, problem("service.busy"), json(200, { keys: [] }), busy, busy, busy);
    const client = createClient({ baseUrl });
    expect(await client.readJwks()).toEqual({ keys: [] });
    expect((await caught(client.readJwks())).code).toBe("service.busy");
    expect(seen).toHaveLength(6);
  });

  test("is asked as often as the client was told to", async () => {
    const { baseUrl, seen } = await api(busy, busy, busy, busy, busy);
    expect((await caught(createClient({ baseUrl, retries: 0 }).readMe())).code).toBe("service.busy");
    expect((await caught(createClient({ baseUrl, retries: 3 }).readMe())).code).toBe("service.busy");
    expect(seen).toHaveLength(5);
  });

  test("is left alone for as long as it asks, and not asked at all when that is long", async () => {
    const soon = problem("rate.limited", { headers: { "retry-after": "1" } });
    const long = problem("service.busy", { headers: { "retry-after": "3600" } });
    const { baseUrl, seen } = await api(soon, json(200, { keys: [] }), long);
    const client = createClient({ baseUrl });
    const began = performance.now();
    await client.readJwks();
    expect(performance.now() - began).toBeGreaterThanOrEqual(990);
    expect((await caught(client.readMe())).retryAfter).toBe(3600);
    expect(seen).toHaveLength(3);
  });

  test("is asked to change something once, unless an Idempotency-Key makes it the same change", async () => {
    const { baseUrl, seen } = await api(busy, busy, problem("request.in_progress"), json(201, { id: "rol_1" }));
    const client = createClient({ baseUrl });
    expect((await caught(client.signOut())).code).toBe("service.busy");
    expect(seen).toHaveLength(1);
    expect(await client.createRole({ body: role })).toEqual({ id: "rol_1" });
    const keys = seen.slice(1).map(({ headers }) => headers["idempotency-key"]);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("gets another key for another call, and the caller's where there is one", async () => {
    const { baseUrl, seen } = await api(json(201, {}), json(201, {}), json(201, {}));
    const client = createClient({ baseUrl });
    await client.createRole({ body: role });
    await client.createRole({ body: role });
    await client.createRole({ body: role, idempotencyKey: "the-caller's" });
    const keys = seen.map(({ headers }) => headers["idempotency-key"]);
    expect(new Set(keys).size).toBe(3);
    expect(keys[2]).toBe("the-caller's");
  });

  test.each<[string, TestAnswer]>([
    [
      "a page of a proxy that reached no server",
      { status: 502, headers: { "content-type": "text/html" }, body: "<html>" },
    ],
    ["a check that could not be made", problem("service.unavailable", { headers: { "retry-after": "0" } })],
  ])("is asked again after %s", async (_what, answer) => {
    const { baseUrl } = await api(answer, json(200, { keys: [] }));
    expect(await createClient({ baseUrl }).readJwks()).toEqual({ keys: [] });
  });

  test("is not waited for longer than was said, by the client or the call", async () => {
    const never: typeof fetch = (_input, init) =>
      new Promise((_resolve, reject) => {
        const stop = (): void => reject(new DOMException("aborted", "AbortError"));
        if (init?.signal?.aborted === true) stop();
        else init?.signal?.addEventListener("abort", stop);
      });
    const client = createClient({ baseUrl: "http://127.0.0.1", fetch: never, retries: 0, timeoutMs: 20 });
    expect(await caught(client.readMe())).toMatchObject({ code: "client.timeout", status: 0 });
    const patient = createClient({ baseUrl: "http://127.0.0.1", fetch: never, retries: 0 });
    expect((await caught(patient.readMe({ timeoutMs: 20 }))).code).toBe("client.timeout");
    const stop = new AbortController();
    const call = patient.readMe({ signal: stop.signal });
    stop.abort(new Error("left the page"));
    await expect(call).rejects.toThrow("left the page");
  });
});

describe("a token", () => {
  test("stands in no error, whatever goes wrong [C-232]", async () => {
    const token = "canary-of-the-token";
    const cut: typeof fetch = () => Promise.reject(new TypeError("fetch failed"));
    const { baseUrl } = await api(problem("session.expired"));
    const errors = await Promise.all(
      [
        createClient({ baseUrl, token }),
        createClient({ baseUrl, token: () => `${token}\n` }),
        createClient({ baseUrl, token: () => `${token}\u0100` }),
        createClient({ baseUrl, token, fetch: cut, retries: 0 }),
      ].map((client) => client.readMe().catch((error: unknown) => error)),
    );
    expect(errors.every((error) => error instanceof Error)).toBe(true);
    expect(inspect(errors, { depth: 9, showHidden: true })).not.toContain(token);
  });
});

describe("recovery", () => {
  test("repeats a 401 once, with the token that is there by then", async () => {
    const { baseUrl, seen } = await api(problem("session.expired"), json(200, { keys: [] }));
    let token = "old";
    const recover = async () => {
      token = "new";
      return true;
    };
    await createClient({ baseUrl, token: () => token, recover }).readJwks();
    expect(seen.map(({ headers }) => headers.authorization)).toEqual(["Bearer old", "Bearer new"]);
  });

  test("is not asked for other refusals, nor twice", async () => {
    const ended = problem("session.expired");
    const { baseUrl, seen } = await api(problem("right.missing"), ended, ended);
    const asked: string[] = [];
    const recover = async ({ code }: ApiProblem) => asked.push(code) > 0;
    const client = createClient({ baseUrl, recover });
    expect((await caught(client.readMe())).code).toBe("right.missing");
    expect((await caught(client.readMe())).code).toBe("session.expired");
    expect(asked).toEqual(["session.expired"]);
    expect(seen).toHaveLength(3);
  });
});

describe("a paginated list", () => {
  const page = (ids: string[], nextCursor: string | null) =>
    json(200, { items: ids.map((id) => ({ id })), nextCursor });

  test("gives every item, page after page", async () => {
    const { baseUrl, seen } = await api(page(["a", "b"], "c1"), page([], "c2"), page(["c"], null));
    const ids: string[] = [];
    for await (const user of createClient({ baseUrl }).paginate("listUsers", { query: { limit: 2 } })) {
      expectTypeOf(user.email).toEqualTypeOf<string>();
      ids.push(user.id);
    }
    expect(ids).toEqual(["a", "b", "c"]);
    expect(seen.map(({ line }) => line)).toEqual([
      "GET /v1/users?limit=2",
      "GET /v1/users?limit=2&cursor=c1",
      "GET /v1/users?limit=2&cursor=c2",
    ]);
  });

  test("is not read further than it is used", async () => {
    const { baseUrl, seen } = await api(page(["a", "b"], "c1"));
    for await (const _ of createClient({ baseUrl }).paginate("listUsers")) break;
    expect(seen).toHaveLength(1);
  });
});
