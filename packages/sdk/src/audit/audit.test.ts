import { describe, expect, expectTypeOf, onTestFinished, test } from "vitest";

import { type AuditOptions, createAudit, type Loss } from "./index.ts";

const account = "acc_01k9r4w8x2v6m0q3t5y7n1h8jd";
const user = "usr_01k9r4w8x2v6m0q3t5y7n1h8jd";
const key = "key_01k9r4w8x2v6m0q3t5y7n1h8jd";
const credential = "hfg_all.record_canary-of-the-token";

const events = {
  "ticket.closed": {
    target: "ticket",
    details: { replies: "number", note: "string?" },
    personal: { requester: "string" },
  },
  "import.finished": {},
} as const;

interface Sent {
  readonly id: string;
  readonly event: string;
  readonly [field: string]: unknown;
}

/** What a server does with a request, given its events and which request it is. */
type Answer = (events: readonly Sent[], nth: number) => Response | Promise<Response>;

const accept: Answer = (sent) => Response.json({ items: sent.map(({ id }) => ({ id, problem: null })) });
const problem = (status: number, code: string, headers: Record<string, string> = {}): Response =>
  Response.json({ code }, { status, headers });

function open(answer: Answer = accept, options: Partial<AuditOptions<typeof events>> = {}) {
  const requests: Sent[][] = [];
  const losses: Loss[] = [];
  const audit = createAudit({
    baseUrl: "https://holdfast.test/under/",
    credential,
    events,
    flushMs: 1,
    onLoss: (loss) => losses.push(loss),
    async fetch(_url, init) {
      const body: { events: Sent[] } = JSON.parse(typeof init?.body === "string" ? init.body : "");
      requests.push(body.events);
      return answer(body.events, requests.length);
    },
    ...options,
  });
  onTestFinished(() => audit.close({ withinMs: 0 }));
  return { audit, requests, losses };
}

const closed = (n = 0, requester = "Ada") =>
  ({
    event: "ticket.closed",
    by: { account, user },
    target: `T-${n}`,
    details: { replies: n },
    personal: { requester },
  }) as const;

async function problemOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    (error: unknown) => (error instanceof Error && "code" in error ? error.code : error),
  );
}

describe("a recorded event", () => {
  test("is sent as the contract says, to its place, with the token", async () => {
    const asked: { url: string; headers: Headers }[] = [];
    const { audit, requests } = open(accept);
    const { id } = await audit.record(closed(3));
    expect(id).toMatch(/^evt_[0-7][0-9a-hjkmnp-tv-z]{25}$/);
    expect(requests).toEqual([
      [
        {
          id,
          account,
          event: "app.ticket.closed",
          actor: { type: "user", id: user },
          target: { type: "ticket", id: "T-3" },
          outcome: "success",
          details: { replies: 3 },
          personal: { requester: "Ada" },
        },
      ],
    ]);
    const other = createAudit({
      baseUrl: "https://holdfast.test/under/",
      credential: () => credential,
      events,
      async fetch(input, init) {
        asked.push({ url: input instanceof Request ? input.url : String(input), headers: new Headers(init?.headers) });
        return accept([{ id: "", event: "" }], 1);
      },
    });
    await other.record({ event: "import.finished", by: { account, app: "importer" } });
    expect(asked[0]?.url).toBe("https://holdfast.test/under/v1/audit/events");
    expect(asked[0]?.headers.get("authorization")).toBe(`Bearer ${credential}`);
  });

  test("names who acted: a user, a key and its creator, or the product", async () => {
    const { audit, requests } = open();
    await audit.record({ event: "import.finished", by: { account, user, key: null } });
    await audit.record({ event: "import.finished", by: { account, user, key } });
    await audit.record({ event: "import.finished", by: { account, app: "importer" } });
    expect(requests.flat().map(({ actor }) => actor)).toEqual([
      { type: "user", id: user },
      { type: "key", id: key, creator: user },
      { type: "app", id: "importer" },
    ]);
  });

  test("goes with its neighbours, a hundred at most in a request", async () => {
    const { audit, requests } = open();
    const ids = await Promise.all(Array.from({ length: 250 }, (_, n) => audit.record(closed(n))));
    expect(requests.map((request) => request.length)).toEqual([100, 100, 50]);
    expect(new Set(ids.map(({ id }) => id)).size).toBe(250);
    expect(ids.map(({ id }) => id)).toEqual(ids.map(({ id }) => id).toSorted());
  });

  test("shares a request with no more than a server takes in one body", async () => {
    const { audit, requests } = open();
    const large = "x".repeat(2000);
    await Promise.all(Array.from({ length: 100 }, (_, n) => audit.record(closed(n, large))));
    expect(requests.length).toBeGreaterThan(1);
    for (const request of requests) expect(JSON.stringify(request).length).toBeLessThan(256 * 1024);
    expect(requests.flat()).toHaveLength(100);
  });

  test("knows at compile time what was declared", () => {
    const { audit } = open();
    expectTypeOf<Parameters<typeof audit.record>[0]["event"]>().toEqualTypeOf<"ticket.closed" | "import.finished">();
    // @ts-expect-error -- not declared
    void (() => audit.record({ event: "ticket.opened", by: { account, user } }));
    const { target: _target, ...aimless } = closed();
    // @ts-expect-error -- the target is missing
    void (() => audit.later(aimless));
    // @ts-expect-error -- a fact of another kind
    void (() => audit.later({ ...closed(), details: { replies: "1" } }));
    // @ts-expect-error -- no such fact
    void (() => audit.later({ ...closed(), details: { replies: 1, other: true } }));
    // @ts-expect-error -- nothing personal was declared
    void (() => audit.later({ event: "import.finished", by: { account, user }, personal: { name: "Ada" } }));
    void (() => audit.later({ ...closed(), details: { replies: 1, note: "optional" } }));
  });
});

describe("an event that was not declared so", () => {
  const by = { account, user } as const;
  test.each<[string, object]>([
    ["another name", { event: "ticket.opened", by }],
    ["the name of what every object has", { event: "toString", by }],
    ["a missing fact", { ...closed(), details: {} }],
    ["a fact of another kind", { ...closed(), details: { replies: "canary" } }],
    ["a number that is none", { ...closed(), details: { replies: Number.NaN } }],
    ["half a character", { ...closed(), personal: { requester: "canary\ud800" } }],
    ["an endless text", { ...closed(), personal: { requester: "canary".repeat(500) } }],
    ["a target with a space", { ...closed(), target: "canary 1" }],
    ["an account that is none", { ...closed(), by: { account: "canary", user } }],
    ["a user that is none", { ...closed(), by: { account, user: account } }],
  ])("is refused at once, in words that repeat no value: %s", async (_what, event) => {
    const { audit, requests } = open();
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the compiler would refuse
    const refused: unknown = await audit.record(event as ReturnType<typeof closed>).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(TypeError);
    expect(String(refused)).not.toContain("canary");
    expect(requests).toEqual([]);
  });

  test("is found out when the product starts, where its declaration is what is wrong", () => {
    const declare = (declared: object) => () =>
      createAudit({ baseUrl: "https://holdfast.test", credential, events: { ...declared } });
    expect(declare({ Ticket: {} })).toThrow(TypeError);
    expect(declare({ "a.b.c.d": {} })).toThrow(TypeError);
    expect(declare({ "a.b": { details: { creator: "string" } } })).toThrow("creator");
    expect(declare({ "a.b": { personal: { "no name": "string" } } })).toThrow(TypeError);
    const many = Object.fromEntries(Array.from({ length: 17 }, (_, n) => [`f${n}`, "number"]));
    expect(declare({ "a.b": { details: many } })).toThrow("too many");
    expect(declare({ "a.b": { target: "Ticket" } })).toThrow(TypeError);
  });
});

describe("a server in trouble", () => {
  test.each<[string, Answer]>([
    ["a cut connection", () => Promise.reject(new TypeError("cut"))],
    ["a busy server", () => problem(503, "service.busy", { "retry-after": "0" })],
    ["a rate that was reached", () => problem(429, "rate.limited", { "retry-after": "0" })],
    ["a page of a proxy", () => new Response("<html>", { status: 404 })],
    ["an answer that tells of other events", () => Response.json({ items: [] })],
    ["a success that is no JSON", () => new Response("ok")],
  ])("is asked again, with the same events under the same ids: %s", async (_what, trouble) => {
    const { audit, requests } = open((sent, nth) => (nth === 1 ? trouble(sent, nth) : accept(sent, nth)));
    const { id } = await audit.record(closed());
    expect(requests).toHaveLength(2);
    expect(requests[1]).toEqual(requests[0]);
    expect(requests[0]?.[0]?.id).toBe(id);
  });

  test("is left alone for as long as it asks", async () => {
    let at = 0;
    const { audit } = open((sent, nth) => {
      if (nth > 1) return accept(sent, nth);
      at = performance.now();
      return problem(503, "service.unavailable", { "retry-after": "1" });
    });
    await audit.record(closed());
    expect(performance.now() - at).toBeGreaterThanOrEqual(990);
  });

  test("that confirms nothing in time is reported, and the event is not tried for ever", async () => {
    const { audit, requests } = open(() => Promise.reject(new TypeError("cut")), { recordMs: 100 });
    expect(await problemOf(audit.record(closed()))).toBe("audit.unconfirmed");
    const asked = requests.length;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(requests).toHaveLength(asked);
    expect(audit.waiting).toBe(0);
  });

  test("leaves what is recorded after it enough of its time, however long it lasted", async () => {
    let isCut = true;
    const { audit } = open((sent, nth) => (isCut ? Promise.reject(new TypeError("cut")) : accept(sent, nth)), {
      recordMs: 1_500,
    });
    for (let n = 0; n < 3; n += 1) expect(await problemOf(audit.record(closed(n)))).toBe("audit.unconfirmed");
    isCut = false;
    expect(await problemOf(audit.record(closed(3)))).toBe(null);
  });
});

describe("a refusal", () => {
  test("of one event is told to whoever recorded it, and the others are recorded", async () => {
    const { audit, requests } = open((sent) =>
      Response.json({ items: sent.map(({ id }, n) => ({ id, problem: n === 1 ? "account.not_found" : null })) }),
    );
    const told = [audit.record(closed(0)), audit.record(closed(1)), audit.record(closed(2))];
    expect(await Promise.all(told.map(problemOf))).toEqual([null, "account.not_found", null]);
    expect(requests).toHaveLength(1);
  });

  test.each([
    ["an account's rate", "rate.limited"],
    ["an account's database that is away", "service.unavailable"],
  ])("for %s is tried again, while the others are recorded", async (_what, passing) => {
    const { audit, requests } = open((sent, nth) =>
      Response.json({ items: sent.map(({ id }, n) => ({ id, problem: nth === 1 && n === 0 ? passing : null })) }),
    );
    const slow = audit.record(closed(0));
    await audit.record(closed(1));
    await audit.record(closed(2));
    expect(audit.waiting).toBe(1);
    await slow;
    expect(requests.at(-1)?.map(({ target }) => target)).toEqual([{ type: "ticket", id: "T-0" }]);
  });

  test("of the token is told at once [C-003]", async () => {
    const { audit, requests } = open(() => problem(403, "guard.may_not_record"));
    expect(await problemOf(audit.record(closed()))).toBe("guard.may_not_record");
    expect(requests).toHaveLength(1);
  });

  test("says nothing of the token, not even where it cannot be sent [C-232]", async () => {
    const { audit, requests } = open(accept, { credential: () => `${credential}\n` });
    const error: unknown = await audit.record(closed()).catch((thrown: unknown) => thrown);
    const said = [String(error), error instanceof Error ? String(error.cause) + error.stack : ""].join();
    expect(said).not.toContain("canary-of-the-token");
    expect(requests).toEqual([]);
  });
});

describe("an event that nobody waits for", () => {
  test("is recorded in the background", async () => {
    const { audit, requests } = open();
    for (let n = 0; n < 30; n += 1) audit.later(closed(n));
    await audit.flush();
    expect(requests.flat()).toHaveLength(30);
    expect([audit.lost, audit.waiting]).toEqual([0, 0]);
  });

  test("is counted and reported when it is lost, without what is personal in it", async () => {
    const { audit, losses } = open(() => problem(401, "guard.refused"));
    audit.later(closed(1, "canary"));
    await audit.flush();
    expect(audit.lost).toBe(1);
    await expect.poll(() => losses.length).toBe(1);
    expect(losses).toMatchObject([{ event: "ticket.closed", account, error: { code: "guard.refused" } }]);
    expect(JSON.stringify(losses)).not.toContain("canary");
  });

  test("does not fill memory: what does not fit is lost, and said to be", async () => {
    const { audit, losses } = open(() => Promise.reject(new TypeError("cut")), { bufferAtMost: 5 });
    for (let n = 0; n < 8; n += 1) audit.later(closed(n));
    expect([audit.waiting, audit.lost]).toEqual([5, 3]);
    expect(await problemOf(audit.record(closed()))).toBe("audit.buffer_full");
    await audit.close({ withinMs: 10 });
    expect(audit.lost).toBe(8);
    expect(new Set(losses.map(({ error }) => error.code))).toEqual(new Set(["audit.buffer_full", "audit.unconfirmed"]));
  });
});

describe("somebody who stops waiting", () => {
  test("is told why, and what was not sent yet is not sent", async () => {
    const { audit, requests } = open(accept, { flushMs: 50 });
    const stop = new AbortController();
    const recording = audit.record(closed(), { signal: stop.signal });
    stop.abort(new Error("left the page"));
    await expect(recording).rejects.toThrow("left the page");
    await expect(audit.record(closed(), { signal: stop.signal })).rejects.toThrow("left the page");
    await audit.flush();
    expect(requests).toEqual([]);
    expect(audit.waiting).toBe(0);
  });

  test("holds nobody else up, and what was sent may be recorded", async () => {
    const gate = new AbortController();
    const { audit, requests } = open(async (sent, nth) => {
      await new Promise((resolve) => gate.signal.addEventListener("abort", resolve));
      return accept(sent, nth);
    });
    const stop = new AbortController();
    const left = audit.record(closed(1), { signal: stop.signal });
    const other = audit.record(closed(2));
    await expect.poll(() => requests.length).toBe(1);
    stop.abort(new Error("left"));
    await expect(left).rejects.toThrow("left");
    gate.abort();
    await other;
    expect(requests.flat()).toHaveLength(2);
  });
});

describe("a closed recorder", () => {
  test("has sent everything, and takes no more", async () => {
    const { audit, requests } = open(accept, { flushMs: 60_000 });
    const recording = audit.record(closed(1));
    audit.later(closed(2));
    await audit.close();
    await recording;
    expect(requests.flat()).toHaveLength(2);
    expect(await problemOf(audit.record(closed(3)))).toBe("audit.closed");
    audit.later(closed(4));
    expect(audit.lost).toBe(1);
  });

  test.each<[string, Answer]>([
    ["is away", () => Promise.reject(new TypeError("cut"))],
    ["does not answer", () => new Promise(() => {})],
  ])("does not wait for ever for a server that %s", async (_what, answer) => {
    const { audit } = open(answer);
    const recording = problemOf(audit.record(closed()));
    const began = performance.now();
    await audit.close({ withinMs: 50 });
    expect(performance.now() - began).toBeLessThan(2000);
    expect(await recording).toBe("audit.unconfirmed");
  });
});
