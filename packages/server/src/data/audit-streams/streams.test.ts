import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:tls";

import type { AuditStreamView } from "@holdfast/contract";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { type Acting, acting } from "../../../../../test/support/acting.ts";
import {
  type Deployment,
  type Member,
  startDeployment,
  type TestRequest,
} from "../../../../../test/support/deployment.ts";
import { eventsOf } from "../../../../../test/support/events.ts";
import { type Receiver, startReceiver } from "../../../../../test/support/receiver.ts";
import { hours, minutes } from "../../kernel/clock.ts";
import { emitAll, originWithin } from "../../tenancy/audit/index.ts";
import { withAccount } from "../../tenancy/directory/index.ts";

const pem = (name: string): string =>
  readFileSync(new URL(`../../../../../test/support/tls/localhost.${name}.pem`, import.meta.url), "utf8");
const [cert, key] = [pem("cert"), pem("key")];
const patience = { timeout: 12_000, interval: 100 };

let holdfast: Deployment;
let me: Acting;
let owner: Member;
let collector: Receiver;
beforeAll(async () => {
  holdfast = await startDeployment();
});
beforeEach(async () => {
  me = acting(holdfast, await holdfast.account());
  owner = me.member;
  collector = await startReceiver({ tls: { key, cert } });
});
afterEach(() => collector.stop());
afterAll(() => holdfast.stop());

const call = (method: TestRequest["method"], url: string, body?: unknown, by: Acting = me) =>
  by.call(method, url, body);
async function stream(wish: object): Promise<AuditStreamView> {
  const answer = await call("POST", "/v1/audit/streams", { url: collector.url, authority: cert, ...wish });
  expect([answer.statusCode, answer.body]).toEqual([201, expect.any(String)]);
  return answer.json();
}
const listed = async (): Promise<AuditStreamView[]> => (await call("GET", "/v1/audit/streams")).json().items;
/** Until everything that has happened so far has its place in the log. */
async function placed(): Promise<void> {
  const waiting = async () => (await eventsOf(holdfast, me.member)).filter(({ index }) => index === null);
  await expect.poll(waiting, patience).toEqual([]);
}
const rename = (name: string) => call("PATCH", "/v1/me", { name });

interface Line {
  readonly index: number;
  readonly id: string;
  readonly event: string;
}
const lines = (): Line[] =>
  collector.received.flatMap(({ body }) => body.trimEnd().split("\n")).map((line): Line => JSON.parse(line));

/** The ids of all events of the log, oldest first; the newest may not have a place yet. */
const logged = async (): Promise<string[]> => {
  const events = await eventsOf(holdfast, me.member);
  return events
    .flatMap(({ id, index }) => (index === null ? [] : [{ id, index }]))
    .sort((a, b) => a.index - b.index)
    .map(({ id }) => id);
};

describe("a stream over https", () => {
  test("sends the whole log from its start, in order, then what follows, and nothing personal", async () => {
    await rename("Countess of Lovelace");
    const { id } = await stream({ format: "ndjson", from: "start", authorization: "Bearer canary-siem" });
    await expect.poll(() => lines().map(({ event }) => event), patience).toContain("audit_stream.created");
    await rename("Ada");
    await expect.poll(() => lines().filter(({ event }) => event === "user.profile_changed").length, patience).toBe(2);
    expect(lines().map(({ index }) => index)).toEqual(lines().map((_, n) => n));
    expect((await logged()).slice(0, lines().length)).toEqual(lines().map((line) => line.id));
    expect(collector.received[0]?.headers).toMatchObject({
      "content-type": "application/x-ndjson",
      authorization: "Bearer canary-siem",
    });
    expect(JSON.stringify(collector.received)).not.toMatch(/Lovelace|"address"|light-my-request/);
    const [view] = await listed();
    expect(view).toMatchObject({ id, enabled: true, authority: true, authorization: true, failure: null });
    expect(JSON.stringify(view)).not.toContain("canary-siem");
  });

  test("sends what follows alone, when it begins now", async () => {
    await rename("Before");
    await placed();
    await stream({ format: "ocsf" });
    await rename("After");
    await expect
      .poll(() => collector.received.map(({ body }) => body).join(""), patience)
      .toContain("user.profile_changed");
    const codes = collector.received
      .flatMap(({ body }) => body.trimEnd().split("\n"))
      .map((line) => JSON.parse(line).metadata);
    expect(codes.filter((metadata) => metadata.event_code === "user.profile_changed")).toHaveLength(1);
    expect(codes.every(({ version }) => version === "1.3.0")).toBe(true);
  });

  test("loses nothing while the collector fails, goes on where it was, and tells after an hour", async () => {
    collector.answer(503);
    const { cursor } = await stream({ format: "ndjson" });
    await rename("Ada");
    await expect.poll(async () => (await listed())[0]?.failure, patience).toBe("status 503");
    expect((await listed())[0]?.cursor).toBe(cursor);
    holdfast.advance(hours(1) + minutes(1));
    await rename("Ada King");
    const told = () => eventsOf(holdfast, me.member, { event: "audit_stream.failing" });
    await expect.poll(async () => (await told()).length, patience).toBe(1);
    await expect
      .poll(
        () => holdfast.inbox.list().some(({ to, subject }) => to === owner.email && subject.includes("audit log")),
        patience,
      )
      .toBe(true);
    const before = collector.received.length;
    collector.answer(200);
    holdfast.advance(minutes(11));
    await rename("Ada again");
    await expect.poll(async () => (await listed())[0]?.failure, patience).toBeNull();
    const got = collector.received
      .slice(before)
      .flatMap(({ body }) => body.trimEnd().split("\n"))
      .map((line): Line => JSON.parse(line));
    expect(got[0]?.index).toBe(cursor);
    expect(got.map(({ index }) => index)).toEqual(got.map((_, n) => cursor + n));
    expect(got.filter(({ event }) => event === "user.profile_changed").length).toBeGreaterThanOrEqual(2);
  });

  test("sends no more at once than collectors take, however long the events are", async () => {
    await stream({ format: "ndjson" });
    const long = Object.fromEntries(Array.from({ length: 16 }, (_, n) => [`fact_${n}`, "x".repeat(500)]));
    const origin = originWithin("system", "test");
    const event = { origin, target: null, outcome: "success", details: long, personal: {} } as const;
    await withAccount(holdfast.runtime.directory, owner.accountId, (scope) =>
      emitAll(
        scope,
        Array.from({ length: 300 }, () => ({ ...event, event: "policy.changed" as const })),
      ),
    );
    const longOnes = () => lines().filter((line) => line.event === "policy.changed");
    await expect.poll(() => longOnes().length, patience).toBe(300);
    // What nginx lets through to a collector behind it, unless it was told otherwise.
    expect(Math.max(...collector.received.map(({ body }) => body.length))).toBeLessThan(1024 * 1024);
    expect(lines().map(({ index }) => index)).toEqual(lines().map((_, n) => (lines()[0]?.index ?? 0) + n));
  });

  test("is halted, goes on, and begins again elsewhere as it is told", async () => {
    const { id } = await stream({ format: "ndjson", from: "start" });
    await expect.poll(() => lines().some(({ event }) => event === "audit_stream.created"), patience).toBe(true);
    expect((await call("PATCH", `/v1/audit/streams/${id}`, { enabled: false })).json().enabled).toBe(false);
    await rename("While it was halted");
    const ahead = await call("PATCH", `/v1/audit/streams/${id}`, { cursor: 10_000 });
    expect(ahead.json().code).toBe("audit_stream.cursor_ahead");
    await call("PATCH", `/v1/audit/streams/${id}`, { enabled: true });
    await expect.poll(() => lines().some(({ event }) => event === "user.profile_changed"), patience).toBe(true);
    const starts = () => lines().filter(({ index }) => index === 0).length;
    expect(starts()).toBe(1);
    await call("PATCH", `/v1/audit/streams/${id}`, { cursor: 0 });
    await expect.poll(starts, patience).toBe(2);
    expect((await call("DELETE", `/v1/audit/streams/${id}`)).statusCode).toBe(200);
    expect(await listed()).toEqual([]);
  });

  test("is one of five at most, however many are made at once", async () => {
    const wish = { url: collector.url, authority: cert, format: "ndjson" };
    const made = await Promise.all(Array.from({ length: 10 }, () => call("POST", "/v1/audit/streams", wish)));
    const codes = made.map((answer) => (answer.statusCode === 201 ? null : answer.json().code));
    expect(codes.filter((code) => code === "audit_stream.too_many")).toHaveLength(5);
    expect(await listed()).toHaveLength(5);
  });

  test("believes the pinned authority alone", async () => {
    await stream({ format: "ndjson", authority: undefined });
    await expect.poll(async () => (await listed())[0]?.failure, patience).toBe("certificate");
    expect(collector.received).toEqual([]);
  });

  test("is refused to addresses inside, with what is no certificate, and to other accounts", async () => {
    const codeOf = async (wish: object, by: Acting = me) =>
      (await call("POST", "/v1/audit/streams", { format: "ndjson", url: collector.url, ...wish }, by)).json().code;
    expect(await codeOf({ url: "https://10.0.0.1/" })).toBe("audit_stream.url_refused");
    expect(await codeOf({ url: "http://siem.example.com/" })).toBe("audit_stream.url_refused");
    expect(await codeOf({ format: "syslog" })).toBe("audit_stream.url_refused");
    const odd = `-----BEGIN CERTIFICATE-----\n${"A".repeat(80)}\n-----END CERTIFICATE-----\n`;
    expect(await codeOf({ authority: odd })).toBe("audit_stream.certificate_malformed");
    const { id } = await stream({ format: "ndjson" });
    const other = acting(holdfast, await holdfast.account());
    expect((await call("PATCH", `/v1/audit/streams/${id}`, {}, other)).json().code).toBe("audit_stream.not_found");
    expect((await call("DELETE", `/v1/audit/streams/${id}`, undefined, other)).json().code).toBe(
      "audit_stream.not_found",
    );
    expect((await call("GET", "/v1/audit/streams", undefined, other)).json().items).toEqual([]);
  });
});

describe("a stream to a syslog receiver", () => {
  let server: Server;
  let got: Buffer;
  beforeEach(async () => {
    got = Buffer.alloc(0);
    server = createServer({ key, cert }, (socket) => {
      socket.on("error", () => {});
      socket.on("data", (chunk: Buffer) => (got = Buffer.concat([got, chunk])));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterEach(() => server.close());

  const messages = (): string[] => {
    const found: string[] = [];
    for (let rest = got; rest.length > 0;) {
      const space = rest.indexOf(" ");
      const end = space + 1 + Number(rest.subarray(0, space).toString());
      found.push(rest.subarray(space + 1, end).toString());
      rest = rest.subarray(end);
    }
    return found;
  };

  test("arrives over TLS, framed, in order", async () => {
    const address = server.address();
    if (typeof address !== "object" || address === null) throw new Error("the receiver does not listen");
    await stream({ format: "syslog", url: `syslog+tls://localhost:${address.port}`, from: "start" });
    await rename("Ada");
    await expect.poll(() => messages().some((text) => text.includes(" user.profile_changed - ")), patience).toBe(true);
    const indexes = messages().map((text) => JSON.parse(text.slice(text.indexOf("{"))).index);
    expect(indexes).toEqual(indexes.map((_, n) => n));
    expect(messages().every((text) => /^<1(10|08)>1 \S+ holdfast\.test holdfast - \S+ - \{/.test(text))).toBe(true);
  });
});
