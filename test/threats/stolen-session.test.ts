import { randomBytes } from "node:crypto";

import { routes, type RouteSpec } from "@holdfast/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { minutes } from "../../packages/server/src/kernel/clock.ts";
import { type Deployment, goodPassword, type Member, startDeployment } from "../support/deployment.ts";

/** A session of an administrator in the hands of somebody who has nothing else of theirs. */
let holdfast: Deployment;
let stolen: Member;
let member: Member;
let role: string;
let invitation: string;

const as = (method: "POST" | "PUT" | "PATCH" | "DELETE", path: string, body?: object) =>
  holdfast.call({ method, url: `/v1/${path}`, token: stolen.token, ...(body !== undefined && { body }) });
const someAddress = (): string => `mallory-${randomBytes(4).toString("hex")}@example.com`;

beforeAll(async () => {
  holdfast = await startDeployment();
  stolen = await holdfast.account();
  member = await holdfast.member(stolen, "developer");
  role = (await as("POST", "roles", { name: "Plain", summary: null, rights: ["users:read"] })).json().id;
  invitation = (await as("POST", "invitations", { email: someAddress(), role: "developer" })).json().id;
  holdfast.advance(minutes(10) + 1);
});
afterAll(() => holdfast.stop());

describe("a stolen session does not outlive itself: without a new proof it", () => {
  const user = () => ({ email: someAddress(), name: "Mallory", role: "root", emailVerified: true });
  const ways = [
    ["brings no user of the thief's", () => as("POST", "users/import", { users: [user()] })],
    ["invites nobody", () => as("POST", "invitations", { email: someAddress(), role: "root" })],
    ["sends no invitation again", () => as("POST", `invitations/${invitation}/resend`)],
    ["raises nobody", () => as("PUT", `users/${member.userId}/role`, { role: "root" })],
    ["widens no role", () => as("PUT", `roles/${role}`, { name: "Plain", summary: null, rights: ["users:update"] })],
    ["changes no address", () => as("POST", "me/email", { email: someAddress() })],
    ["adds no second address", () => as("PUT", "me/notification-addresses/second", { email: someAddress() })],
    ["adds no app", () => as("POST", "me/factors/totp")],
    ["adds no passkey", () => as("POST", "me/passkeys/options")],
    ["links no Google account", () => as("POST", "me/google")],
    ["deletes nobody", () => as("DELETE", `users/${member.userId}`)],
    ["lets nobody go", () => as("POST", `users/${member.userId}/offboarding`, {})],
  ] as const;
  test.each(ways)("%s", async (_what, act) => {
    const answer = await act();
    expect([answer.statusCode, answer.json().code]).toEqual([401, "auth.recent_required"]);
  });

  test("opens no route at all that asks for a recent proof, or for one by a second factor", async () => {
    const guarded = Object.values<RouteSpec>(routes).filter(({ who }) => who === "recent");
    expect(guarded.length).toBeGreaterThan(20);
    for (const { method, path, strength } of guarded) {
      const url = path.replaceAll(/\{\w+\}/g, "x");
      const answer = await holdfast.call({ method, url, token: stolen.token });
      const code = strength === "factor" ? "auth.factor_required" : "auth.recent_required";
      expect([method, url, answer.statusCode, answer.json().code]).toEqual([method, url, 401, code]);
    }
  });

  test("sets no password without the one before", async () => {
    const change = { currentPassword: "a-guess-of-somebody", newPassword: `${goodPassword}-9` };
    expect((await as("POST", "me/password", change)).json().code).toBe("password.wrong");
  });
});
