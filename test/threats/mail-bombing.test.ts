import { randomBytes } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Deployment, goodPassword, type Member, startDeployment } from "../support/deployment.ts";

/** Somebody who has an account for free, and would have us bury a stranger's mailbox under our mails. */
let holdfast: Deployment;
let mallory: Member;

beforeAll(async () => {
  holdfast = await startDeployment();
  mallory = await holdfast.account();
});
afterAll(() => holdfast.stop());

const address = "10.99.88.77";
const ask = (method: "POST" | "PUT" | "DELETE", path: string, body?: object, token?: string) =>
  holdfast.call({
    method,
    url: `/v1/${path}`,
    address,
    ...(body !== undefined && { body }),
    ...(token !== undefined && { token }),
  });
const stranger = (): string => `grace-${randomBytes(5).toString("hex")}@example.com`;

/** How often it works before the first refusal, of so many tries from one network. */
async function worked(tries: number, once: (n: number) => Promise<{ statusCode: number }>): Promise<number> {
  for (let n = 0; n < tries; n += 1) {
    const { statusCode } = await once(n);
    // Refused for the number, or asked for a CAPTCHA before that.
    if (statusCode === 429 || statusCode === 403) return n;
    expect(statusCode).toBeLessThan(300);
  }
  return tries;
}

describe("a stranger's mailbox gets ten mails, and no more,", () => {
  test("of invitations that are made and withdrawn", async () => {
    const email = stranger();
    const invitations = await worked(15, async () => {
      const made = await ask("POST", "invitations", { email, role: "developer" }, mallory.token);
      if (made.statusCode === 201) await ask("DELETE", `invitations/${made.json().id}`, undefined, mallory.token);
      return made;
    });
    expect(invitations).toBe(10);
  });

  test("of an invitation that is sent again", async () => {
    const made = await ask("POST", "invitations", { email: stranger(), role: "developer" }, mallory.token);
    const url = `invitations/${made.json().id}/resend`;
    expect(await worked(15, () => ask("POST", url, undefined, mallory.token))).toBe(10);
  });

  test("of changes of address, and of second addresses together", async () => {
    const email = stranger();
    const changes = await worked(6, () => ask("POST", "me/email", { email }, mallory.token));
    const seconds = await worked(9, () => ask("PUT", "me/notification-addresses/second", { email }, mallory.token));
    expect([changes, seconds]).toEqual([6, 4]);
  });

  test("of accounts that are made in their name", async () => {
    const owner = { email: stranger(), name: "Grace", password: goodPassword };
    const accounts = await worked(12, (n) => {
      const slug = `bomb-${n}-${randomBytes(4).toString("hex")}`;
      return ask("POST", "accounts", { name: "Bomb", slug, region: "eu", owner });
    });
    expect(accounts).toBeLessThanOrEqual(10);
  });
});
