import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { testServer } from "../../../../../test/support/test-server.ts";
import { isUnavailable, type Sql } from "./index.ts";

let sql: Sql;
beforeAll(() => {
  sql = testServer().connect("postgres", "app", { max: 1 });
});
afterAll(() => sql.end());

const refusalBy = (code: string): Promise<unknown> =>
  sql.unsafe(`do $$ begin raise exception 'no' using errcode = '${code}'; end $$`).catch((error: unknown) => error);

describe("a database that refuses", () => {
  test.each([
    ["53100", "its disk is full"],
    ["53200", "its memory is"],
    ["53300", "it has no connection left"],
    ["58030", "its disk fails"],
    ["57014", "a statement took too long"],
    ["57P03", "it is starting"],
    ["25006", "it is a standby by now"],
    ["08006", "its own connection failed"],
  ])("by %s, since %s, cannot be asked: it is for the caller to come again", async (code) => {
    expect(isUnavailable(await refusalBy(code))).toBe(true);
  });

  test.each(["23505", "22P02", "42501", "42601", "P0001"])("by %s has been asked, and said no", async (code) => {
    expect(isUnavailable(await refusalBy(code))).toBe(false);
  });
});
