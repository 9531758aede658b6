import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { createApp } from "../../packages/server/src/app.ts";
import { type Deployment, type Member, startDeployment } from "../support/deployment.ts";
import { eventsOf } from "../support/events.ts";

/** X-Forwarded-For is written by whoever sends a request; it hides nobody from a limit or from the audit log. */
let direct: Deployment;
let behindProxy: ReturnType<typeof createApp>;
let acme: Member;

beforeAll(async () => {
  direct = await startDeployment();
  acme = await direct.account();
  behindProxy = createApp(direct.runtime, { trustedProxies: ["172.16.0.0/12"], tls: null });
  await behindProxy.ready();
});
afterAll(async () => {
  await behindProxy.close();
  await direct.stop();
});

const signIn = (app: Deployment["app"], remoteAddress: string, headers: Record<string, string>, who = acme) =>
  app.inject({
    method: "POST",
    url: "/v1/auth/sign-in",
    remoteAddress,
    headers: { "content-type": "application/json", ...headers },
    payload: JSON.stringify({ email: who.email, password: "wrong" }),
  });

/** The address that the audit log has of the newest refused sign-in. */
async function recorded(who = acme): Promise<unknown> {
  const [event] = await eventsOf(direct, who, { event: "session.refused" });
  return event?.personal?.["address"];
}

const forgeries = [
  { "x-forwarded-for": "198.51.100.9" },
  { "x-forwarded-for": "127.0.0.1" },
  { "x-real-ip": "198.51.100.9" },
  { forwarded: "for=198.51.100.9" },
  { "x-client-ip": "198.51.100.9" },
  { "cf-connecting-ip": "198.51.100.9" },
  { "true-client-ip": "198.51.100.9" },
];

describe("a forged address", () => {
  test("is recorded by nobody who has no proxy before them", async () => {
    for (const [i, headers] of forgeries.entries()) {
      const peer = `203.0.113.${i + 1}`;
      expect((await signIn(direct.app, peer, headers)).statusCode).toBe(401);
      expect([headers, await recorded()]).toEqual([headers, peer]);
    }
  });

  test("evades no limit [C-137]", async () => {
    const statuses: number[] = [];
    const who = await direct.account();
    for (let i = 0; i < 14; i += 1) {
      const headers = { "x-forwarded-for": `198.51.100.${i + 20}` };
      statuses.push((await signIn(direct.app, "203.0.113.77", headers, who)).statusCode);
    }
    // After five tries of one network at one person each takes a CAPTCHA.
    expect(statuses).toEqual([...Array<number>(5).fill(401), ...Array<number>(9).fill(403)]);
  });

  test("makes no network familiar, and moves nobody across the world [C-135]", async () => {
    const { email, password, slug: account } = acme;
    const body = { email, password, account };
    const peer = "193.40.5.1";
    const headers = { "x-forwarded-for": "1.128.0.1", forwarded: "for=1.128.0.1", "cf-ipcountry": "AU" };
    expect(
      (await direct.call({ method: "POST", url: "/v1/auth/sign-in", body, address: peer, headers })).statusCode,
    ).toBe(200);
    const events = await direct.call({ method: "GET", url: "/v1/protection/events?limit=1", token: acme.token });
    expect(events.json().items[0]).toMatchObject({ address: peer, country: "EE", outcome: "signed_in" });
  });

  test("does not pass a proxy: what stands to the left of its entry was sent by the client", async () => {
    // At somebody whom nobody has tried yet: too many tries take a CAPTCHA.
    const who = await direct.account();
    const through = async (peer: string, forwarded: string): Promise<unknown> => {
      expect((await signIn(behindProxy, peer, { "x-forwarded-for": forwarded }, who)).statusCode).toBe(401);
      return recorded(who);
    };
    expect(await through("172.16.0.1", "198.51.100.200")).toBe("198.51.100.200");
    expect(await through("172.16.0.1", "1.2.3.4, 198.51.100.201")).toBe("198.51.100.201");
    expect(await through("172.16.0.1", "1.2.3.4, 198.51.100.202, 172.16.0.2")).toBe("198.51.100.202");
    expect(await through("172.16.0.1", `${"1.2.3.4, ".repeat(1000)}198.51.100.204`)).toBe("198.51.100.204");
    // Not from the proxy: the peer counts.
    expect(await through("203.0.113.99", "198.51.100.203")).toBe("203.0.113.99");
  });
});

describe("a forged host", () => {
  test("writes no link into a mail and no address into an answer", async () => {
    const headers = { host: "evil.example", "x-forwarded-host": "evil.example", "x-forwarded-proto": "http" };
    const answer = await direct.call({
      method: "POST",
      url: "/v1/auth/forgot-password",
      body: { email: acme.email },
      headers,
    });
    expect(answer.statusCode).toBe(202);
    await expect.poll(() => direct.inbox.list().some(({ text }) => text.includes("/reset#"))).toBe(true);
    for (const { text } of direct.inbox.list()) expect(text).not.toContain("evil.example");
    const nowhere = await direct.call({ method: "GET", url: "/nowhere/", headers });
    expect([nowhere.statusCode, nowhere.headers["location"]]).toEqual([404, undefined]);
  });

  test("opens the laptop's inbox to nobody (DNS rebinding)", async () => {
    const inbox = (host: string) => direct.call({ method: "GET", url: "/dev/inbox", headers: { host } });
    for (const host of ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "evil.example:7700", "0.0.0.0"]) {
      expect([host, (await inbox(host)).statusCode]).toEqual([host, 404]);
    }
    for (const host of ["localhost:7700", "127.0.0.1", "[::1]:7700"]) {
      expect([host, (await inbox(host)).statusCode]).toEqual([host, 200]);
    }
  });
});
