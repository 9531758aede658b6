import { collectDefaultMetrics, Gauge, Registry } from "prom-client";

import { type RequestFacts, RequestTimes } from "./request-times.ts";

/** Prometheus metrics. Labels come from closed sets alone (route patterns, not paths): a client can add none. */
export interface Metrics {
  observeRequest(facts: RequestFacts): void;
  /** Registers a value that is read when the metrics are. */
  gauge(name: string, help: string, read: () => number): void;
  /** The same for each member of a closed set, which stands in the label `of`. */
  gauges(name: string, help: string, of: string, read: () => Readonly<Record<string, number>>): void;
  text(): Promise<string>;
  readonly contentType: string;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new RequestTimes();
  return {
    observeRequest: (facts) => requests.observe(facts),
    gauge(name, help, read) {
      const gauge = new Gauge({
        name,
        help,
        registers: [],
        collect() {
          this.set(read());
        },
      });
      registry.registerMetric(gauge);
    },
    gauges(name, help, of, read) {
      const gauge = new Gauge({
        name,
        help,
        labelNames: [of],
        registers: [],
        collect() {
          for (const [member, value] of Object.entries(read())) this.set({ [of]: member }, value);
        },
      });
      registry.registerMetric(gauge);
    },
    text: async () => `${await registry.metrics()}\n${requests.text()}`,
    contentType: registry.contentType,
  };
}
