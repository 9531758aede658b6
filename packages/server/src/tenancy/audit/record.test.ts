import { personalCommitment, parseEntry } from "@holdfast/proof";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type AccountKeys, DecryptFailure, openAccountKeys } from "../keys/index.ts";
import { originOf, originWithin } from "./event.ts";
import { eventIdFloor, newEventId } from "./event-id.ts";
import { type EventRecord, openOpening, recordOf } from "./record.ts";
import { deployForTest, newUser, refusal, type TestDeployment } from "./testing/deployment.ts";

let deployment: TestDeployment;
let keys: AccountKeys;
beforeAll(async () => {
  deployment = await deployForTest();
  keys = await openAccountKeys(deployment.process().directory.keys, await deployment.account());
});
afterAll(() => deployment.close());

const user = newUser();
const now = Date.parse("2026-03-01T12:00:00.000Z");

const entryOf = ({ entry }: EventRecord) => parseEntry(Buffer.from(entry));
const sealedOf = ({ openingSealed }: EventRecord): Buffer => openingSealed ?? Buffer.alloc(0);

describe("the record of an event", () => {
  test("says in its entry who did what to whom, when, and how it ended", () => {
    const entry = entryOf(recordOf(keys, now, refusal(user, { reason: "password", attempt: 3 })));
    expect(entry).toMatchObject({
      account: keys.accountId,
      time: "2026-03-01T12:00:00.000Z",
      event: "session.refused",
      actor: { type: "user", id: user },
      target: { type: "user", id: user },
      outcome: "refused",
      request: "req-1",
      details: { reason: "password", attempt: 3 },
    });
  });

  test("has nothing personal but a commitment in its entry [C-232]", () => {
    const event = { ...refusal(user), personal: { before: "CANARY-NAME" } };
    const record = recordOf(keys, now, event);
    const everything = record.entry + sealedOf(record).toString("latin1");
    expect(everything).not.toMatch(/CANARY-NAME|203\.0\.113\.7|Firefox/);
    const { salt, json } = openOpening(keys, record.id, entryOf(record).personal, sealedOf(record));
    expect(JSON.parse(json)).toEqual({ address: "203.0.113.7", before: "CANARY-NAME", device: "Firefox on Linux" });
    expect(entryOf(record).personal).toBe(personalCommitment(salt, json));
  });

  test("commits to the same personal part differently each time, so that entries cannot be compared", () => {
    const [one, other] = [recordOf(keys, now, refusal(user)), recordOf(keys, now, refusal(user))];
    expect(entryOf(one).personal).not.toBe(entryOf(other).personal);
  });

  test("has no commitment and no opening where nothing is personal", () => {
    const told = { ...refusal(user), origin: originWithin("system", "retention") };
    const record = recordOf(keys, now, told);
    expect(record).toMatchObject({ openingSealed: null, subject: null, actor: "retention" });
    expect(entryOf(record)).toMatchObject({ personal: null, request: null });
  });

  test("belongs to the acting user, unless it names another subject", () => {
    const other = newUser();
    expect(recordOf(keys, now, refusal(user)).subject).toBe(user);
    expect(recordOf(keys, now, { ...refusal(user), subject: other }).subject).toBe(other);
  });

  test("opens under no other event's id", () => {
    const [one, other] = [recordOf(keys, now, refusal(user)), recordOf(keys, now, refusal(user))];
    expect(() => openOpening(keys, other.id, entryOf(one).personal, sealedOf(one))).toThrow(DecryptFailure);
  });

  test("opens against no other event's commitment", () => {
    const [one, other] = [recordOf(keys, now, refusal(user)), recordOf(keys, now, refusal(user))];
    expect(() => openOpening(keys, one.id, entryOf(other).personal, sealedOf(one))).toThrow("not the one");
    expect(() => openOpening(keys, one.id, null, sealedOf(one))).toThrow("not the one");
  });

  test("is refused when a detail is not flat, or does not fit an entry", () => {
    // @ts-expect-error -- what a caller without types may do
    const nested = refusal(user, { a: { b: 1 } });
    expect(() => recordOf(keys, now, nested)).toThrow("details");
    const large = refusal(user, { text: "x".repeat(70_000) });
    expect(() => recordOf(keys, now, large)).toThrow("65,536");
  });

  test("never has a control character in its columns, whatever the facts hold", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const told = { ...refusal(user, { text }), personal: { text } };
        const { entry, id, event, actor, target, outcome, subject } = recordOf(keys, now, told);
        const values = [Buffer.from(entry).toString(), id, event, actor, target, outcome, subject].join("");
        // oxlint-disable-next-line no-control-regex -- these would end a line of a batch
        expect(values).not.toMatch(/[\u0000-\u001f]/);
      }),
    );
  });
});

describe("the id of an event", () => {
  test("sorts in the order of making, within a millisecond as well", () => {
    const ids = [now, now, now, now + 1, ...Array.from({ length: 900 }, () => now + 2)].map(newEventId);
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("keeps that order when events that waited are written between newer ones", () => {
    const [early, late] = [now + 10, now + 11];
    const mixed = Array.from({ length: 400 }, (_, i) => newEventId(i % 2 === 0 ? early : late));
    const inOrder = [0, 1].flatMap((odd) => mixed.filter((_, i) => i % 2 === odd));
    expect(mixed.toSorted()).toEqual(inOrder);
  });

  test("lies at or above the floor of its own millisecond and below that of the next", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 47 }), (time) => {
        const id = newEventId(time);
        expect(eventIdFloor(time) <= id && id < eventIdFloor(time + 1)).toBe(true);
      }),
    );
  });
});

describe("the origin of an event", () => {
  test("is the caller of the request, or nobody known", () => {
    const request = { id: "req-9", address: "198.51.100.1", userAgent: "curl" };
    expect(originOf({ caller: { userId: user, support: null }, request })).toEqual({
      actor: { type: "user", id: user },
      request: "req-9",
      address: "198.51.100.1",
      device: "curl",
    });
    const silent = originOf({ caller: null, request: { ...request, address: "", userAgent: "" } });
    expect(silent).toMatchObject({ actor: { type: "anonymous", id: null }, address: null, device: null });
  });
});
