import { builtInRoles, hasRight, problems, rightSet, routes, type RouteSpec } from "@holdfast/contract";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Deployment, type Member, startDeployment, type TestRequest } from "../support/deployment.ts";
import { forged } from "../support/forged.ts";
import { guardSecret, recorderTokenOf } from "../support/guards.ts";
import { arbitraryOf, garbage } from "../support/schema-arbitrary.ts";

/** Nobody writes these by hand: every route of the contract meets every role, a foreign account, and garbage. */
const all: readonly RouteSpec[] = Object.values(routes);
const guarded = all.filter((route) => route.who !== "public");
const forGuards = all.filter((route) => route.who === "guard");
const withId = guarded.filter((route) => route.path.includes("{id}"));

let holdfast: Deployment;
let acme: Member;
let globex: Member;
const members = new Map<string, Member>();

beforeAll(async () => {
  holdfast = await startDeployment({ guardSecrets: [guardSecret] });
  acme = await holdfast.account();
  globex = await holdfast.account();
  for (const role of ["admin", "developer", "monitor", "billing"]) members.set(role, await holdfast.member(acme, role));
  const three = await holdfast.account({ preset: "conviro" });
  members.set("owner", three);
  members.set("agent", await holdfast.member(three, "agent"));
  members.set("root", acme);
});
afterAll(() => holdfast.stop());

const urlOf = (route: RouteSpec, id: string): string => route.path.replace("{id}", id).replace("*", "0/000");

/** A request with a valid shape that changes nothing: its ids lead nowhere. */
function probe(route: RouteSpec, id = "nothing-of-this-name"): TestRequest {
  const [body] = route.body === undefined ? [] : fc.sample(arbitraryOf(route.body), { numRuns: 1, seed: 7 });
  return { method: route.method, url: urlOf(route, id), ...(body !== undefined && { body }) };
}

/** Signing out would end the very session that the next route is asked with. */
const endsItself = new Set(["auth.sign_out", "sessions.revoke_all"]);
/** Takes nothing that could be garbage, and its answer has no end. */
const isEndless = ({ response }: RouteSpec): boolean => response[200] === "text/event-stream";

/** What gets a request past the gate of its route, so that what lies behind it meets the garbage. */
function credentialFor({ who }: RouteSpec): { token?: string } {
  if (who === "public") return {};
  return { token: who === "guard" ? recorderTokenOf(null) : acme.token };
}

describe.each(guarded.map((route) => [route.id, route] as const))("%s", (id, route) => {
  test("is closed to whoever has not signed in", async () => {
    const answer = await holdfast.call(probe(route));
    expect(answer.statusCode).toBe(401);
    expect(answer.json().code).toBe("auth.required");
  });

  test("is closed to every token that is not a live access token", async () => {
    const tokens = [
      forged(acme.token),
      acme.refreshToken,
      "x",
      `${acme.token}.`,
      acme.token.split(".").slice(0, 2).join("."),
    ];
    for (const token of tokens) {
      const answer = await holdfast.call({ ...probe(route), token });
      expect(answer.statusCode).toBe(401);
    }
  });

  if (forGuards.includes(route) || endsItself.has(id)) return;
  test.each(Object.values(builtInRoles).map((role) => [role.name, role] as const))(
    "opens to %s exactly by right [C-154] [C-160] [C-161] [C-003]",
    async (name, role) => {
      const member = members.get(name);
      if (member === undefined) throw new Error(`no member with role ${name}`);
      const answer = await holdfast.call({ ...probe(route), token: member.token });
      const allowed = route.right === null || hasRight(rightSet(role.rights), route.right);
      const refusedByRight = answer.statusCode === 403 && answer.json().code === "right.missing";
      expect(refusedByRight).toBe(!allowed);
      expect(answer.statusCode).toBeLessThan(500);
    },
  );
});

describe.each(forGuards.map((route) => [route.id, route] as const))("%s", (_id, route) => {
  test("is closed to sessions, whatever their rights: they are people's, and stand for no guard [C-003] [C-161]", async () => {
    for (const { token } of members.values()) {
      const answer = await holdfast.call({ ...probe(route), token });
      expect([answer.statusCode, answer.json().code]).toEqual([401, "guard.refused"]);
    }
  });
});

describe.each(withId.map((route) => [route.id, route] as const))("%s", (_id, route) => {
  test("answers an id of another account as an unknown and as a malformed one [C-063] [C-064] [C-070]", async () => {
    const foreign = [globex.userId, globex.sessionId, globex.accountId, await newestEvent(globex)];
    const unknown = ["usr_00000000000000000000000000", "ses_00000000000000000000000000", "nothing", "%00", "..%2f"];
    const answers = new Set<string>();
    for (const id of [...foreign, ...unknown]) {
      const answer = await holdfast.call({ ...probe(route, id), token: acme.token });
      const { code, title, detail, status } = answer.json();
      expect(answer.statusCode).toBeGreaterThanOrEqual(400);
      expect(answer.statusCode).toBeLessThan(500);
      answers.add(JSON.stringify({ code, title, detail, status }));
    }
    expect([...answers]).toHaveLength(1);
  });
});

async function newestEvent(member: Member): Promise<string> {
  const answer = await holdfast.call({ method: "GET", url: "/v1/audit/events?limit=1", token: member.token });
  return answer.json().items[0].id;
}

describe.each(
  all.filter((route) => !endsItself.has(route.id) && !isEndless(route)).map((route) => [route.id, route] as const),
)("%s", (_id, route) => {
  test("answers garbage with a problem that tells nothing of our insides [C-255] [C-257] [C-258] [C-259] [C-260] [C-264]", async () => {
    const requests = fc.sample(garbage(route), { numRuns: 25, seed: 11 });
    for (const request of requests) {
      const answer = await holdfast.call({ ...request, ...credentialFor(route) });
      expect(answer.statusCode, `${request.url} ${answer.body}`).toBeLessThan(500);
      if (answer.statusCode < 400) continue;
      const problem = answer.json();
      expect(Object.hasOwn(problems, problem.code)).toBe(true);
      expect(answer.headers["content-type"]).toContain("application/problem+json");
      expect(answer.body).not.toContain(acme.token);
      expect(answer.body).not.toContain(recorderTokenOf(null));
      expect(answer.body).not.toMatch(/select |insert |update |postgres|\.ts:|node_modules|    at |sql/i);
    }
  });
});
