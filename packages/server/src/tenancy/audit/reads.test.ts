import type { AccountId, EventView } from "@holdfast/contract";
import { parseEntry, parseVerifierKey, verifyPersonal, verifyTlogProof } from "@holdfast/proof";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { minutes } from "../../kernel/clock.ts";
import { newId } from "../../kernel/ids.ts";
import { type AccountScope, withAccount } from "../directory/index.ts";
import { emit, emitAll, listEvents, readEvent, readEventProof, sequence } from "./index.ts";
import type { EventQuery } from "./reads.ts";
import {
  deployForTest,
  homeOf,
  newUser,
  refusal,
  type TestDeployment,
  type TestProcess,
} from "./testing/deployment.ts";
import { saltOf, trustedKey } from "./testing/log-export.ts";

let deployment: TestDeployment;
let process: TestProcess;
let acme: AccountId;
let globex: AccountId;
const [ada, bob] = [newUser(), newUser()];
const start = Date.parse("2026-03-01T12:00:00.000Z");

/** A minute apart: ten refusals of ada's and bob's in turn, and between them a rename of the account by ada. */
beforeAll(async () => {
  deployment = await deployForTest();
  process = deployment.process();
  [acme, globex] = [await deployment.account(), await deployment.account()];
  for (let n = 0; n < 10; n += 1) {
    deployment.now = start + minutes(n);
    await within((scope) => emit(scope, refusal(n % 2 === 0 ? ada : bob, { n })));
    if (n === 5) {
      const rename = {
        event: "account.renamed",
        outcome: "success",
        details: {},
        personal: { after: "Acme" },
      } as const;
      const target = { type: "account", id: acme } as const;
      await within((scope) => emit(scope, { ...rename, target, origin: refusal(ada).origin }));
    }
  }
  await sequence(process, await homeOf(process, acme), new Set());
});
afterAll(() => deployment.close());

const within = <T>(work: (scope: AccountScope) => Promise<T>, accountId = acme) =>
  withAccount(process.directory, accountId, work);
const list = (query: EventQuery, accountId = acme) => within((scope) => listEvents(scope, query), accountId);
const numbers = (items: readonly EventView[]) => items.map(({ details }) => details["n"] ?? "renamed");
const everything = [9, 8, 7, 6, "renamed", 5, 4, 3, 2, 1, 0];

describe("the list of events", () => {
  test("is newest first, with the personal parts open [C-236]", async () => {
    const { items, nextCursor } = await list({});
    expect(numbers(items)).toEqual(everything);
    expect(nextCursor).toBeNull();
    expect(items[0]).toMatchObject({
      index: 10,
      time: "2026-03-01T12:09:00.000Z",
      personal: { address: "203.0.113.7", device: "Firefox on Linux" },
      personalErased: false,
    });
  });

  test("comes in pages that leave nothing out, also when new events come in between", async () => {
    const seen: unknown[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof list>> = await list({ limit: 3, ...(cursor !== null && { cursor }) });
      seen.push(...numbers(page.items));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(everything);
  });

  test.each<[string, () => EventQuery, unknown[]]>([
    ["an event", () => ({ event: "account.renamed" }), ["renamed"]],
    ["an actor", () => ({ actor: bob }), [9, 7, 5, 3, 1]],
    ["a target", () => ({ target: acme }), ["renamed"]],
    ["an outcome", () => ({ outcome: "success" }), ["renamed"]],
    [
      "all of these",
      () => ({ actor: ada, target: ada, outcome: "refused", event: "session.refused" }),
      [8, 6, 4, 2, 0],
    ],
    ["a time to begin at", () => ({ since: "2026-03-01T12:07:00.000Z" }), [9, 8, 7]],
    ["a time to end before", () => ({ until: "2026-03-01T12:02:00.000Z" }), [1, 0]],
    ["both", () => ({ since: "2026-03-01T13:04:00+01:00", until: "2026-03-01T12:06:00Z" }), ["renamed", 5, 4]],
    ["an event that there is not", () => ({ event: "no.such" }), []],
    ["an actor that no event can have", () => ({ actor: "\u0000" }), []],
    ["a time before all times", () => ({ until: "0001-01-01T00:00:00Z" }), []],
  ])("is narrowed to %s", async (_, query, expected) => {
    expect(numbers((await list(query())).items)).toEqual(expected);
  });

  test("is narrowed and paged at once", async () => {
    const first = await list({ actor: bob, limit: 2, until: "2026-03-01T12:09:00Z" });
    const second = await list({ actor: bob, limit: 2, until: "2026-03-01T12:09:00Z", cursor: first.nextCursor ?? "" });
    expect([numbers(first.items), numbers(second.items)]).toEqual([
      [7, 5],
      [3, 1],
    ]);
  });

  test("refuses a cursor that it did not give, and a time that is none", async () => {
    await expect(list({ cursor: "abc" })).rejects.toMatchObject({ code: "request.malformed" });
    await expect(list({ since: "2026-13-01T00:00:00Z" })).rejects.toMatchObject({ code: "request.malformed" });
  });

  test("is invisible to another account [C-063] [C-064]", async () => {
    const [newest] = (await list({})).items;
    expect(await list({}, globex)).toEqual({ items: [], nextCursor: null });
    expect(await list({ actor: ada }, globex)).toEqual({ items: [], nextCursor: null });
    expect(await list({ cursor: newest?.id ?? "" }, globex)).toEqual({ items: [], nextCursor: null });
  });
});

describe("one event", () => {
  const newest = async () => (await list({ limit: 1 })).items[0]?.id ?? "";

  test("is read by its id", async () => {
    const id = await newest();
    expect(await within((scope) => readEvent(scope, id))).toMatchObject({ id, index: 10, details: { n: 9 } });
  });

  test("proves itself offline, personal part and all [C-237]", async () => {
    const id = await newest();
    const receipt = await within((scope) => readEventProof(scope, id));
    const key = parseVerifierKey(await trustedKey(process, acme));
    const entry = Buffer.from(receipt.entry, "base64");
    const proven = await verifyTlogProof(receipt.proof, entry, key);
    expect(proven).toMatchObject({ index: 10, checkpoint: { size: 11 } });
    verifyPersonal(
      parseEntry(entry).personal ?? "",
      saltOf(receipt.personal?.salt ?? ""),
      receipt.personal?.json ?? "",
    );
    await expect(verifyTlogProof(receipt.proof, Buffer.concat([entry, entry]), key)).rejects.toThrow("another root");
  });

  test("that waits for its place has no proof yet", async () => {
    const waiting = await deployment.account();
    await within((scope) => emit(scope, refusal(ada)), waiting);
    const id = (await list({}, waiting)).items[0]?.id ?? "";
    const reading = within((scope) => readEventProof(scope, id), waiting);
    await expect(reading).rejects.toMatchObject({ code: "event.not_sequenced" });
  });

  test("of another account, an unknown one and a malformed one are answered alike [C-063]", async () => {
    for (const id of [await newest(), newId("event", 0), "evt_1", "\u0000"]) {
      const verbs = [(scope: AccountScope) => readEvent(scope, id), (scope: AccountScope) => readEventProof(scope, id)];
      for (const verb of verbs) {
        await expect(within<unknown>(verb, globex)).rejects.toMatchObject({ code: "event.not_found" });
      }
    }
  });
});

describe("a personal part that is not what was logged", () => {
  /** Three events whose openings the test then exchanges as the owner of the database could. */
  async function tampered(change: (sql: AccountScope["sql"]) => Promise<unknown>): Promise<EventView[]> {
    const accountId = await deployment.account();
    await within((scope) => emitAll(scope, [refusal(ada), refusal(bob), refusal(ada)]), accountId);
    await within(({ sql }) => change(sql), accountId);
    return (await list({}, accountId)).items;
  }
  const shown = (items: readonly EventView[]) => items.map(({ personal }) => personal !== null);

  test("is not shown when it was moved from another event, and hides no other event", async () => {
    const items = await tampered(
      (sql) =>
        sql`update audit_events set opening_sealed = (select opening_sealed from audit_events order by id limit 1)`,
    );
    expect(shown(items)).toEqual([false, false, true]);
    expect(items.map(({ personalErased }) => personalErased)).toEqual([false, false, false]);
  });

  test("is not shown when a byte of it was changed", async () => {
    const items = await tampered(
      (sql) => sql`
        update audit_events set opening_sealed = set_byte(opening_sealed, length(opening_sealed) - 1,
          (get_byte(opening_sealed, length(opening_sealed) - 1) + 1) % 256)
        where id = (select max(id) from audit_events)`,
    );
    expect(shown(items)).toEqual([false, true, true]);
  });

  test("is told apart from one that was erased", async () => {
    const items = await tampered(
      (sql) => sql`update audit_events set opening_sealed = null where id = (select max(id) from audit_events)`,
    );
    expect(items.map(({ personalErased }) => personalErased)).toEqual([true, false, false]);
  });

  test("never shows an entry that was moved to another event's place", async () => {
    const accountId = await deployment.account();
    await within((scope) => emitAll(scope, [refusal(ada), refusal(bob)]), accountId);
    await process.cluster.asOwner("eu", process.cluster.names.cell("eu"), (owner) =>
      owner.begin(async (sql) => {
        await sql`select set_config('holdfast.account_id', ${accountId}, true)`;
        await sql`update audit_events set entry = (select entry from audit_events order by id limit 1)`;
      }),
    );
    await expect(list({}, accountId)).rejects.toThrow("another's place");
  });
});
