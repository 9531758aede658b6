import { request } from "node:http";
import { networkInterfaces } from "node:os";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { createMetrics } from "./metrics.ts";
import { startOperatorPort } from "./operator-port.ts";

let ready = true;
let operator: Awaited<ReturnType<typeof startOperatorPort>>;

beforeAll(async () => {
  operator = await startOperatorPort({
    port: 0,
    metrics: createMetrics(),
    checks: [
      { name: "directory", check: async () => ready },
      { name: "keystore", check: () => (ready ? Promise.resolve(true) : Promise.reject(new Error("canary"))) },
    ],
    reports: { "/controls": () => ({ controls: [] }) },
  });
});
afterAll(() => operator.close());

interface Answer {
  readonly status: number;
  readonly body: string;
}

const get = (path: string, { host = "127.0.0.1", address = "127.0.0.1" } = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    request({ host: address, port: operator.port, path, headers: { host } }, (answer) => {
      let body = "";
      answer.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body }));
    })
      .once("error", reject)
      .end();
  });

describe("the operator's port", () => {
  test("says that the process answers, whatever else is away", async () => {
    ready = false;
    expect(await get("/healthz")).toEqual({ status: 200, body: '{"status":"ok"}' });
    ready = true;
  });

  test("says what is missing before it can serve, and not why", async () => {
    expect(await get("/readyz")).toMatchObject({ status: 200 });
    ready = false;
    const { status, body } = await get("/readyz");
    ready = true;
    expect(status).toBe(503);
    expect(JSON.parse(body)).toEqual({ status: "not ready", checks: { directory: false, keystore: false } });
  });

  test("gives metrics as Prometheus reads them, and reports as JSON", async () => {
    const { status, body } = await get("/metrics");
    expect(status).toBe(200);
    expect(body).toMatch(/^# HELP \w+ .+\n# TYPE \w+ (counter|gauge|histogram|summary)$/m);
    expect(JSON.parse((await get("/controls")).body)).toEqual({ controls: [] });
  });

  test.each(["/", "/admin", "/__proto__", "/constructor", "/metrics/", "/../etc/passwd", "/readyz?verbose"])(
    "has nothing at %s",
    async (path) => {
      expect(await get(path)).toEqual({ status: 404, body: '{"status":"not found"}' });
    },
  );

  test("is on loopback alone", async () => {
    const others = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
    for (const { address, family, internal } of others) {
      if (internal || family !== "IPv4") continue;
      await expect(get("/healthz", { address })).rejects.toThrow("ECONNREFUSED");
    }
  });

  test.each(["evil.example", "evil.example:7701", "127.0.0.1.evil.example", "localhost."])(
    "answers no page that calls it %j (DNS rebinding)",
    async (host) => {
      expect((await get("/metrics", { host })).status).toBeGreaterThanOrEqual(400);
    },
  );

  test.each(["localhost", "LOCALHOST:7701", "[::1]:7701"])("is %s as well", async (host) => {
    expect((await get("/healthz", { host })).status).toBe(200);
  });
});
