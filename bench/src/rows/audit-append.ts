import { interleave, medianRate, ratioOf, type Slice } from "../harness/rounds.ts";
import { newDeployment, populate, startAppends } from "../harness/servers.ts";
import { median } from "../harness/statistics.ts";
import { milliseconds, perSecond } from "./figures.ts";
import { atLeast, atMost, type Row } from "./row.ts";

/** Events that are durable and on their way into a signed tree, against rows that are merely durable. */
export const auditAppend: Row = {
  name: "audit-append",
  async measure(stage) {
    const deployment = newDeployment(stage);
    const members = await populate(deployment, { accounts: 20 });
    await using worker = await startAppends();
    await worker.ask("start", deployment, members);
    let sequencedRate = 0;
    const appenders = (count: number) => async (ms: number) => {
      const slice = await worker.ask("events", count, ms);
      const restSeconds = await worker.ask("sequenced");
      if (count === 512) sequencedRate = slice.operations / (slice.seconds + restSeconds);
      return slice;
    };
    const measured = await interleave(stage.schedule, {
      one: appenders(1),
      some: appenders(64),
      many: appenders(512),
      unnest: (ms) => worker.ask("manyRows", ms),
      single: (ms) => worker.ask("singleRows", 32, ms),
      alone: (ms) => worker.ask("singleRows", 1, ms),
    });
    const throughput = (ours: readonly Slice[], theirs: readonly Slice[]) => ({
      ours: perSecond(medianRate(ours)),
      baseline: perSecond(medianRate(theirs)),
      value: ratioOf(ours, theirs),
    });
    const job = "Audit append";
    const limit =
      "every event is encrypted, committed to and encoded before it is written, on the one thread that appends";
    return [
      {
        job: `${job}, 512 appenders, against raw \`unnest\` of 1000 rows`,
        ...throughput(measured.many, measured.unnest),
        goal: atLeast(0.5),
        note: `until each has its position in a signed tree: ${perSecond(sequencedRate)}`,
        limit,
      },
      {
        job: `${job}, 512 appenders, against single-row INSERT on 32 connections`,
        ...throughput(measured.many, measured.single),
        goal: atLeast(4),
        limit,
      },
      {
        job: `${job}, 64 appenders, against raw \`unnest\` of 1000 rows`,
        ...throughput(measured.some, measured.unnest),
        goal: atLeast(0.35),
        limit: `${limit}; a batch of 64 pays for a whole transaction`,
      },
      {
        job: `${job}, 1 appender, median latency against a single-row INSERT`,
        ours: milliseconds(median(measured.one.map(p50Of))),
        baseline: milliseconds(median(measured.alone.map(p50Of))),
        value: ratioOf(measured.one, measured.alone, p50Of),
        goal: atMost(1.7, "×"),
        limit:
          "an event is encrypted, committed to and hashed before its transaction begins, which binds the account first",
      },
    ];
  },
};

const p50Of = ({ p50 = NaN }: Slice): number => p50;
