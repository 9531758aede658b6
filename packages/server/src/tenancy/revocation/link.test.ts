import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { testCluster } from "../../../../../test/support/test-server.ts";
import type { Cluster } from "../../platform/postgres/index.ts";
import { Link } from "./link.ts";
import { hintChannel } from "./store.ts";

let cluster: Cluster;
beforeAll(async () => {
  cluster = await testCluster();
});
afterAll(() => cluster.close());

describe("a link to the directory", () => {
  test("is not deaf once what a round found has been announced", async () => {
    let hints = 0;
    const link = new Link(cluster, () => (hints += 1));
    const announce = (seq: number) => cluster.directory`select pg_notify(${hintChannel}, ${`${seq}`})`;
    const hintsOf = async (seq: number) => {
      await announce(seq);
      return hints;
    };
    await expect.poll(() => hintsOf(5)).toBeGreaterThan(0);
    expect([link.isDeaf(5), link.isDeaf(6)]).toEqual([false, false]);
    await announce(6);
    await expect.poll(() => link.isDeaf(6)).toBe(false);
    await link.close();
  });

  test("is deaf when a round later it has still not heard of an entry", async () => {
    const link = new Link(cluster, () => {});
    expect([link.isDeaf(5), link.isDeaf(6), link.isDeaf(6)]).toEqual([false, false, true]);
    await link.close();
  });
});
