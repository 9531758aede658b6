import fc from "fast-check";
import { Histogram, Registry } from "prom-client";
import { describe, expect, test } from "vitest";

import { RequestTimes } from "./request-times.ts";

const request = fc.record({
  method: fc.constantFrom("GET", "POST"),
  route: fc.constantFrom("/v1/users/:id", "unknown", '/"odd\\\n'),
  status: fc.constantFrom(200, 204, 401, 503),
  // Whole multiples of 1/8, whose sums are exact in any order.
  milliseconds: fc.integer({ min: 0, max: 80_000 }).map((eighths) => eighths / 8),
});

/** The same requests, told by the library. */
async function byLibrary(requests: readonly { method: string; route: string; status: number; milliseconds: number }[]) {
  const registry = new Registry();
  const histogram = new Histogram({
    name: "holdfast_http_request_seconds",
    help: "Time from a request's arrival to the end of its answer",
    labelNames: ["method", "route", "status"],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
    registers: [registry],
  });
  for (const { method, route, status, milliseconds } of requests) {
    histogram.observe({ method, route, status: `${Math.floor(status / 100)}xx` }, milliseconds / 1000);
  }
  return registry.metrics();
}

/** Sums are told to the microsecond: adding seconds and adding milliseconds round differently. */
const lines = (text: string): string[] =>
  text
    .split(/\n(?=#|holdfast)/)
    .map((line) =>
      line.trim().replace(/(_sum\{.*\}) (.*)$/s, (_, series, sum) => `${series} ${Number(sum).toFixed(6)}`),
    )
    .toSorted();

describe("the times of requests", () => {
  test("read as the Prometheus client library would tell them", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(request, { maxLength: 40 }), async (requests) => {
        const times = new RequestTimes();
        for (const each of requests) times.observe(each);
        expect(lines(times.text())).toEqual(lines(await byLibrary(requests)));
      }),
    );
  });
});
