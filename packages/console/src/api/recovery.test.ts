import { ApiProblem, type Client } from "@holdfast/sdk";
import type { ProblemCode } from "@holdfast/contract";
import { describe, expect, test } from "vitest";

import { createRecovery } from "./recovery.ts";

const refusal = (code: ProblemCode) =>
  new ApiProblem({
    code,
    status: 401,
    title: code,
    advice: "",
    detail: null,
    errors: [],
    requestId: null,
    retryAfter: null,
  });

/** A server that counts refreshes, and grants them or not. */
function refreshing(granted: boolean) {
  const calls: unknown[] = [];
  const refresh: Client["refresh"] = async (request) => {
    calls.push(request);
    await Promise.resolve();
    if (!granted) throw refusal("session.expired");
    return {
      step: "done",
      accessToken: null,
      refreshToken: null,
      expiresAt: "2026-11-21T12:00:00.000Z",
      session: {
        id: "ses_1",
        current: true,
        createdAt: "",
        lastSeenAt: "",
        expiresAt: "",
        device: { kind: "desktop", browser: null, system: null },
        address: null,
        methods: ["password"],
        country: null,
      },
      enrolBy: null,
    };
  };
  return { calls, refresh };
}

const never = async () => false;

describe("an ended session", () => {
  test("is renewed once for all requests that found it ended together", async () => {
    const { calls, refresh } = refreshing(true);
    const recover = createRecovery({ refresh, proveAgain: never });
    const results = await Promise.all([recover(refusal("session.expired")), recover(refusal("auth.required"))]);
    expect(results).toEqual([true, true]);
    expect(calls).toEqual([{ body: {} }]);
    await recover(refusal("session.expired"));
    expect(calls).toHaveLength(2);
  });

  test("stays ended when the server does not renew it", async () => {
    const { refresh } = refreshing(false);
    expect(await createRecovery({ refresh, proveAgain: never })(refusal("session.expired"))).toBe(false);
  });
});

describe("a missing recent proof", () => {
  test("is asked of the person, and nothing is refreshed", async () => {
    const { calls, refresh } = refreshing(true);
    const recover = createRecovery({ refresh, proveAgain: async () => true });
    expect(await recover(refusal("auth.recent_required"))).toBe(true);
    expect(calls).toEqual([]);
  });

  test("is asked for as strong as the refusal says, and once for requests that ask alike", async () => {
    const { refresh } = refreshing(true);
    const asked: string[] = [];
    const proveAgain = async (strength: string) => {
      asked.push(strength);
      await Promise.resolve();
      return true;
    };
    const recover = createRecovery({ refresh, proveAgain });
    await Promise.all([
      recover(refusal("auth.recent_required")),
      recover(refusal("auth.recent_required")),
      recover(refusal("auth.factor_required")),
    ]);
    expect(asked).toEqual(["any", "factor"]);
  });
});

test("a wrong password recovers nothing", async () => {
  const { calls, refresh } = refreshing(true);
  const recover = createRecovery({ refresh, proveAgain: async () => true });
  expect(await recover(refusal("auth.failed"))).toBe(false);
  expect(calls).toEqual([]);
});
