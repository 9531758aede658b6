import { describe, expect, test } from "vitest";

import { newId } from "../../kernel/ids.ts";
import type { RevocationView, Subjects } from "../../tenancy/revocation/index.ts";
import { normaliseAllowList, parseAllowList } from "./allow-list.ts";
import { newKeyText } from "./key-format.ts";
import { createKeyMemory, KnownKey, recallKey, rememberKey } from "./key-memory.ts";

const accountId = newId("account", 1);
const [userId, id] = [newId("user", 1), newId("apiKey", 1)];
const text = newKeyText({ accountId, id });

function memoryWith({ networks = null, limit = 10 }: { networks?: string[] | null; limit?: number } = {}) {
  let now = 0;
  const refused: string[] = [];
  const onRefusal = ({ address }: { address: string }) => void refused.push(address);
  const memory = createKeyMemory({ limit, clock: () => now, onRefusal });
  const allowList = networks === null ? null : parseAllowList(normaliseAllowList(networks));
  const key = { accountId, userId, id, role: "admin", rights: 1, requestsPerMinute: 60, allowList, expiresAt: 1000 };
  const entry = new KnownKey(memory, key, 0);
  rememberKey(memory, text, entry);
  return { memory, entry, refused, advance: (ms: number) => (now += ms) };
}

const view = (state: {
  fresh?: boolean;
  applied?: number;
  touched?: (subjects: Subjects) => boolean;
}): RevocationView => ({
  fresh: () => state.fresh ?? true,
  applied: () => state.applied ?? 0,
  touchedSince: (_, subjects) => state.touched?.(subjects) ?? false,
});

describe("a key in memory", () => {
  test("answers while memory may be trusted, and not a moment longer [C-145]", () => {
    const { memory, entry } = memoryWith();
    expect(recallKey(memory, view({}), text)).toBe(entry);
    expect(recallKey(memory, view({ fresh: false }), text)).toBeNull();
    expect(recallKey(memory, view({}), text)).toBe(entry);
  });

  test.each([
    ["itself", (subjects: Subjects) => subjects.keyId === id],
    ["its creator", (subjects: Subjects) => subjects.userId === userId],
    ["its account", (subjects: Subjects) => subjects.accountId === accountId],
  ])("is forgotten when %s is revoked [C-143] [C-145]", (_, touched) => {
    const { memory } = memoryWith();
    expect(recallKey(memory, view({ applied: 1, touched }), text)).toBeNull();
    expect(memory.entries.size).toBe(0);
  });

  test("is forgotten at its end, to the millisecond [C-144]", () => {
    const { memory, entry, advance } = memoryWith();
    advance(999);
    expect(recallKey(memory, view({}), text)).toBe(entry);
    advance(1);
    expect(recallKey(memory, view({}), text)).toBeNull();
    expect(memory.entries.size).toBe(0);
  });

  test("stands there as a hash: memory holds nothing that opens a door", () => {
    const { memory } = memoryWith();
    expect([...memory.entries.keys()].join()).not.toContain(text.slice(60, 90));
  });

  test("counts its uses, and none from an address that it does not work from, of which it tells", () => {
    const { memory, entry, refused } = memoryWith({ networks: ["192.0.2.0/24"] });
    entry.use("192.0.2.1");
    expect(() => entry.use("198.51.100.1")).toThrow("key.address_refused");
    entry.use("192.0.2.2");
    expect([entry.uses, entry.address, memory.used.size]).toEqual([2, "192.0.2.2", 1]);
    expect(refused).toEqual(["198.51.100.1"]);
  });

  test("makes room for others when there are too many", () => {
    const { memory, entry } = memoryWith({ limit: 1 });
    const other = newKeyText({ accountId, id: newId("apiKey", 2) });
    rememberKey(memory, other, entry);
    expect([recallKey(memory, view({}), text), recallKey(memory, view({}), other)]).toEqual([null, entry]);
  });
});
