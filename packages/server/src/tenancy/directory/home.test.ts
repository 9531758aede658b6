import { beforeEach, expect, test } from "vitest";

import { newId } from "../../kernel/ids.ts";
import {
  createHomeCache,
  forgetHome,
  forgetHomes,
  type Home,
  type HomeCache,
  recallHome,
  rememberHome,
} from "./home.ts";

const accountId = newId("account", 1);
const home: Home = { accountId, region: "eu", placement: "shared", database: "cell_eu", state: "active" };

let cache: HomeCache;
let fresh: boolean;
beforeEach(() => {
  fresh = true;
  cache = createHomeCache(2);
  cache.isFresh = () => fresh;
});

test("a home is believed only while the process hears of revocations [C-005]", () => {
  rememberHome(cache, home, cache.forgotten);
  expect(recallHome(cache, accountId)).toBe(home);
  fresh = false;
  expect(recallHome(cache, accountId)).toBeNull();
  expect(recallHome(createHomeCache(), accountId)).toBeNull();
});

test("a home that was read before it was forgotten is not remembered [C-124]", () => {
  for (const forget of [() => forgetHome(cache, accountId), () => forgetHomes(cache)]) {
    const asOf = cache.forgotten;
    forget();
    rememberHome(cache, home, asOf);
    expect(recallHome(cache, accountId)).toBeNull();
  }
});

test("no more homes are remembered than there is room for", () => {
  for (let n = 0; n < 5; n += 1) rememberHome(cache, { ...home, accountId: newId("account", n) }, cache.forgotten);
  expect(cache.homes.size).toBeLessThanOrEqual(2);
});
