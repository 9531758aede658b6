import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { testCluster } from "../../../../../test/support/test-server.ts";
import { Secret } from "../../kernel/secret.ts";
import type { Cluster } from "../postgres/index.ts";
import { limitControls } from "./controls.ts";
import { createRateLimiter } from "./limiter.ts";

let cluster: Cluster;
beforeAll(async () => {
  cluster = await testCluster();
});
afterAll(() => cluster.close());

const optionsWith = (key: number) => ({
  sql: cluster.limits,
  key: new Secret(new Uint8Array(32).fill(key)),
  maxWaitMs: 5000,
});

async function measure(liveKey = 7) {
  const [control] = limitControls(createRateLimiter(optionsWith(liveKey)), optionsWith(7));
  if (control === undefined) throw new Error("there is no control");
  return control.probe();
}

const asOwner = (statement: string) =>
  cluster.asOwner(null, cluster.names.directory, (owner) => owner.unsafe(statement));

describe("the control of shared counts", () => {
  test("finds the quota admitted and not one more, each time anew [C-137]", async () => {
    for (let time = 0; time < 2; time += 1) {
      const { ok, evidence } = await measure();
      expect(evidence).toMatchObject({ processes: 2, quota: 4, asked: 10, admitted: 4 });
      expect(ok).toBe(true);
    }
  });

  test("finds processes that count apart", async () => {
    expect(await measure(8)).toMatchObject({ ok: false, evidence: { admitted: 8 } });
  });

  test("finds a store that hands out more than there is", async () => {
    const grant = (body: string) => `create or replace function rate_limit_grant
      (wanted integer, quota integer, total bigint, mark bigint) returns integer
      language sql immutable parallel safe return ${body}`;
    await asOwner(grant("wanted"));
    try {
      const { ok, evidence } = await measure();
      expect(evidence["admitted"]).toBeGreaterThan(4);
      expect(ok).toBe(false);
    } finally {
      await asOwner(grant("least(wanted, greatest(0, quota - (total - coalesce(mark, total))))"));
    }
  });

  test("fails when the store does not answer", async () => {
    await asOwner("alter table rate_limits rename to gone");
    try {
      await expect(measure()).rejects.toMatchObject({ code: "service.unavailable" });
    } finally {
      await asOwner("alter table gone rename to rate_limits");
    }
  });
});
