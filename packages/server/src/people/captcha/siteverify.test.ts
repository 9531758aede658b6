import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { createLog } from "../../kernel/log.ts";
import { Secret } from "../../kernel/secret.ts";
import { describeCaptcha } from "./captcha.contract.ts";
import type { CaptchaUse } from "./captcha.ts";
import { siteverify } from "./siteverify.ts";

const use: CaptchaUse = { action: "sign_in", network: "203.0.113.7" };

/** Stands in the place of a provider: gives out answers, and says of each once what it was for. */
async function startProvider() {
  const given = new Map<string, string>();
  const asked: URLSearchParams[] = [];
  let mood: ((response: ServerResponse) => void) | null = null;
  const server = createServer((request, response) => {
    void (async () => {
      let body = "";
      for await (const chunk of request) body += String(chunk);
      const form = new URLSearchParams(body);
      asked.push(form);
      if (mood !== null) return mood(response);
      const answer = form.get("response") ?? "";
      const action = form.get("secret") === "their-secret" ? given.get(answer) : undefined;
      given.delete(answer);
      response.end(
        JSON.stringify(
          action === undefined
            ? { success: false, "error-codes": ["timeout-or-duplicate"] }
            : { success: true, hostname: "holdfast.test", action },
        ),
      );
    })();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the address of a TCP server is an object
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/siteverify`,
    asked,
    give(action: string): string {
      const answer = randomUUID();
      given.set(answer, action);
      return answer;
    },
    be: (next: typeof mood) => {
      mood = next;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
type Provider = Awaited<ReturnType<typeof startProvider>>;

const lines: string[] = [];
const at = (provider: Provider, name: "turnstile" | "hcaptcha", secret = "their-secret", timeoutMs = 10_000) =>
  siteverify({
    provider: name,
    siteKey: "site-key",
    secret: new Secret(secret),
    hostname: "holdfast.test",
    clock: Date.now,
    log: createLog((line) => lines.push(line), Date.now),
    url: provider.url,
    timeoutMs,
  });

for (const name of ["turnstile", "hcaptcha"] as const) {
  describeCaptcha(name, async () => {
    const provider = await startProvider();
    return {
      captcha: at(provider, name),
      answerFor: async ({ action }) => provider.give(action),
      stop: () => provider.stop(),
    };
  });
}

describe("a CAPTCHA of somebody else", () => {
  let provider: Provider;
  beforeAll(async () => {
    provider = await startProvider();
  });
  afterAll(() => provider.stop());

  test("is told neither the client's address nor anything else of the request", async () => {
    await at(provider, "turnstile").check(provider.give("sign_in"), use);
    expect([...(provider.asked.at(-1)?.keys() ?? [])]).toEqual(["secret", "response", "sitekey"]);
  });

  test("for another action is none, where its maker says for what it was", async () => {
    expect(await at(provider, "turnstile").check(provider.give("sign_up"), use)).toBeNull();
  });

  test.each<[string, (response: ServerResponse) => void]>([
    ["does not answer", () => undefined],
    ["fails", (response) => void response.writeHead(500).end('{"success":true,"hostname":"holdfast.test"}')],
    ["sends elsewhere", (response) => void response.writeHead(302, { location: "http://127.0.0.1:1/" }).end()],
    ["answers nonsense", (response) => void response.end("<html>")],
    ["answers another shape", (response) => void response.end('{"success":"true","hostname":"holdfast.test"}')],
    ["speaks of another site", (response) => void response.end('{"success":true,"hostname":"evil.example"}')],
    ["does not say of which site", (response) => void response.end('{"success":true,"action":"sign_in"}')],
    ["hangs up", (response) => void response.destroy()],
  ])("stays unsolved when its maker %s [C-005]", async (what, mood) => {
    provider.be(mood);
    const timeoutMs = what === "does not answer" ? 300 : undefined;
    for (const name of ["turnstile", "hcaptcha"] as const) {
      expect(await at(provider, name, undefined, timeoutMs).check(provider.give("sign_in"), use)).toBeNull();
    }
    provider.be(null);
    expect(lines.join()).not.toContain("their-secret");
  });

  test("stays unsolved with a wrong secret", async () => {
    expect(await at(provider, "turnstile", "another").check(provider.give("sign_in"), use)).toBeNull();
  });
});
