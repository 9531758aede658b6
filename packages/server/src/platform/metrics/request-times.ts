/** One finished request. Its labels come from closed sets: a route's pattern, never a path. */
export interface RequestFacts {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly milliseconds: number;
}

interface Series {
  readonly labels: string;
  /** How many requests fell into each bucket and none before it; the last is of those slower than every bound. */
  readonly counts: number[];
  milliseconds: number;
}

const name = "holdfast_http_request_seconds";
const help = "Time from a request's arrival to the end of its answer";
const bounds = [1, 5, 10, 50, 100, 500, 1000, 5000];

/**
 * The histogram of answer times, in Prometheus' text format. By hand, because it is on the way of every request: the
 * library joins and hashes the labels anew for each, which takes as long as finding the caller of a token.
 */
export class RequestTimes {
  readonly #series = new Map<string, Map<string, Series[]>>();

  observe({ method, route, status, milliseconds }: RequestFacts): void {
    const series = this.#find(method, route, Math.floor(status / 100));
    let bucket = 0;
    while (milliseconds > (bounds[bucket] ?? Infinity)) bucket += 1;
    series.counts[bucket] = (series.counts[bucket] ?? 0) + 1;
    series.milliseconds += milliseconds;
  }

  text(): string {
    const series = [...this.#series.values()].flatMap((routes) => [...routes.values()]).flatMap(Object.values<Series>);
    return [`# HELP ${name} ${help}`, `# TYPE ${name} histogram`, ...series.flatMap(linesOf), ""].join("\n");
  }

  #find(method: string, route: string, hundreds: number): Series {
    const routes = this.#series.get(method) ?? new Map<string, Series[]>();
    const found = routes.get(route)?.[hundreds];
    if (found !== undefined) return found;
    const labels = `method="${escaped(method)}",route="${escaped(route)}",status="${hundreds}xx"`;
    const series = { labels, counts: [...bounds, Infinity].map(() => 0), milliseconds: 0 };
    this.#series.set(method, routes.set(route, Object.assign(routes.get(route) ?? [], { [hundreds]: series })));
    return series;
  }
}

/** Buckets hold what they hold and all before them (Prometheus exposition format 0.0.4). */
function linesOf({ labels, counts, milliseconds }: Series): string[] {
  let total = 0;
  const buckets = counts.map((count, n) => {
    total += count;
    const bound = bounds[n];
    return `${name}_bucket{le="${bound === undefined ? "+Inf" : bound / 1000}",${labels}} ${total}`;
  });
  return [...buckets, `${name}_sum{${labels}} ${milliseconds / 1000}`, `${name}_count{${labels}} ${total}`];
}

const escaped = (label: string): string =>
  label.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
