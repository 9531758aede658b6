import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { query, TestPlace } from "./place.fixture.ts";

describe("data of another major version", () => {
  test("are not started, and the refusal says what made them and what to do", async () => {
    await using place = new TestPlace();
    await (await place.start()).stop();
    writeFileSync(join(place.data, "PG_VERSION"), "14\n");

    const refusal = place.start();
    await expect(refusal).rejects.toMatchObject({ code: "other_major" });
    await expect(refusal).rejects.toThrow(/made by PostgreSQL 14 .*Install PostgreSQL 14/);
  });
});

describe("data that the server cannot read", () => {
  test("are refused with the end of the server's log", async () => {
    await using place = new TestPlace();
    await (await place.start()).stop();
    truncateSync(join(place.data, "global/pg_control"), 8);

    const refusal = place.start();
    await expect(refusal).rejects.toMatchObject({ code: "did_not_start" });
    await expect(refusal).rejects.toThrow(/pg_control/);
    expect(place.processes()).toEqual([]);
  });

  test("are made anew where the first start was cut short", async () => {
    await using place = new TestPlace();
    mkdirSync(join(place.dataDir, "postgres/data.new-cut/base"), { recursive: true });
    const server = await place.start();
    expect(await query(server, "select 1 as one")).toEqual([{ one: 1 }]);
  });
});

describe("a data directory whose path no socket can have", () => {
  const paths = { long: "a-long-folder-name/".repeat(8), odd: "with, comma: and space" };

  test.each(Object.entries(paths))("gets its socket elsewhere: %s", async (_, path) => {
    await using place = new TestPlace();
    place.dataDir = join(place.dataDir, path);
    const server = await place.start();
    expect(server.socketDir).toMatch(/^\/tmp\/holdfast-/);
    expect(await query(server, "select 1 as one")).toEqual([{ one: 1 }]);
  });
});
