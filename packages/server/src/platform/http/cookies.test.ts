import { fastify } from "fastify";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { readCookies, replyControls } from "./cookies.ts";

const access = "__Host-holdfast-access";
const refresh = "__Host-holdfast-refresh";

describe("a Cookie header", () => {
  test.each([
    ["holds both tokens", `${access}=a.b.c; ${refresh}=r`, { access: "a.b.c", refresh: "r" }],
    ["holds one", `${refresh}=r`, { refresh: "r" }],
    ["holds those of others beside ours", `a=b; ${access}=x;c; =d`, { access: "x" }],
    ["holds a value with an equals sign", `${access}=a=b==`, { access: "a=b==" }],
    ["holds spaces around a value", ` ${access} = x ;`, { access: "x" }],
    ["holds the same name twice: the first counts", `${access}=x; ${access}=y`, { access: "x" }],
    ["holds an empty value", `${access}=`, { access: "" }],
    ["holds our name in other letters, which a subdomain could set", `__host-holdfast-access=x`, {}],
    ["holds our name without its prefix", "holdfast-access=x", {}],
    ["is missing", undefined, {}],
  ])("that %s is read as such", (_name, header, cookies) => {
    expect(readCookies(header)).toEqual(cookies);
  });

  test("can be anything", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (header) => {
        expect(
          Object.keys(readCookies(header)).every((name) => ["access", "refresh", "google", "device"].includes(name)),
        ).toBe(true);
      }),
    );
  });
});

describe("cookies that are set", () => {
  const setCookies = async (use: (controls: ReturnType<typeof replyControls>) => void): Promise<string[]> => {
    const app = fastify();
    app.get("/", (_request, reply) => {
      use(replyControls(reply));
      return reply.send("");
    });
    const header = (await app.inject("/")).headers["set-cookie"] ?? [];
    await app.close();
    return Array.isArray(header) ? header : [header];
  };

  test("cannot be read by scripts, sent in plain text, by other sites or to other hosts", async () => {
    const cookies = await setCookies((controls) => {
      controls.setCookie("access", "token-1", 900.7);
      controls.setCookie("refresh", "token-2", 86_400);
    });
    expect(cookies).toEqual([
      `${access}=token-1; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=900`,
      `${refresh}=token-2; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=86400`,
    ]);
    expect(cookies.join()).not.toMatch(/Domain/i);
  });

  test("go at once when their time is over, and when they are cleared", async () => {
    expect(await setCookies((controls) => controls.setCookie("access", "x", -5))).toEqual([
      expect.stringContaining("Max-Age=0"),
    ]);
    const cleared = await setCookies((controls) => controls.clearCookies());
    expect(cleared).toHaveLength(3);
    for (const cookie of cleared) expect(cookie).toMatch(/^__Host-holdfast-(access|refresh|google)=; .*Max-Age=0$/);
  });
});
