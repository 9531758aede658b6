import { keyRights, routes, type RouteSpec } from "@holdfast/contract";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { makeKey } from "../support/api-keys.ts";
import { type Deployment, type Member, startDeployment } from "../support/deployment.ts";
import { arbitraryOf } from "../support/schema-arbitrary.ts";

const all: readonly RouteSpec[] = Object.values(routes);
// What a proxy asks about is no call of the API; that keys are let through by a right alone is shown beside it.
const guarded = all.filter(({ who }) => who !== "public" && who !== "guard" && who !== "forwarded");
const open = guarded.filter(({ keys }) => keys === true);

describe("routes that API keys may call", () => {
  test("are guarded by a right that keys can be scoped to, and every such right opens one [C-152]", () => {
    expect(new Set(open.map(({ right }) => right))).toEqual(new Set(keyRights));
  });

  test("change nothing: no factor, password, session, policy, key, role or member is in a key's reach [C-143]", () => {
    const changing = open.filter(({ method }) => method !== "GET");
    expect(changing.map(({ id }) => id)).toEqual([]);
    const personal = /^\/v1\/(auth|me|keys|sessions|invitations|leaked-keys|account\/keys|users\/\{id\})(\/|$)/;
    expect(open.filter(({ path }) => personal.test(path)).map(({ id }) => id)).toEqual([]);
    expect(open.filter(({ who, strength }) => who === "recent" || strength !== undefined)).toEqual([]);
  });
});

describe("an API key with every scope, of somebody who may do everything,", () => {
  let holdfast: Deployment;
  let owner: Member;
  let secret: string;
  beforeAll(async () => {
    holdfast = await startDeployment();
    owner = await holdfast.account();
    ({ secret } = await makeKey(holdfast, owner, { scopes: keyRights, requestsPerMinute: 6000 }));
  });
  afterAll(() => holdfast.stop());

  test.each(guarded.map((route) => [route.id, route] as const))(
    "calls %s if keys may call it, and is refused otherwise [C-143] [C-152]",
    async (_id, route) => {
      const [body] = route.body === undefined ? [] : fc.sample(arbitraryOf(route.body), { numRuns: 1, seed: 7 });
      const answer = await holdfast.call({
        method: route.method,
        url: route.path.replace("{id}", "nothing").replace("*", "0/000"),
        token: secret,
        ...(body !== undefined && { body }),
      });
      const refusal = [401, 403].includes(answer.statusCode) ? answer.json().code : null;
      expect(refusal).toBe(route.keys === true ? null : "key.not_allowed");
      expect(answer.statusCode).toBeLessThan(500);
    },
  );
});
