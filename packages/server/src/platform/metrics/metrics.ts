import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** Prometheus metrics. Labels come from closed sets alone (route patterns, not paths): a client can add none. */
export interface Metrics {
  observeRequest(facts: { method: string; route: string; status: number; milliseconds: number }): void;
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
  const requests = new Histogram({
    name: "holdfast_http_request_seconds",
    help: "Time from a request's arrival to the end of its answer",
    labelNames: ["method", "route", "status"],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
    registers: [registry],
  });
  return {
    observeRequest({ method, route, status, milliseconds }) {
      requests.observe({ method, route, status: `${Math.floor(status / 100)}xx` }, milliseconds / 1000);
    },
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
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
