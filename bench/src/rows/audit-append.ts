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
      "an event takes 30 µs of CPU where a raw row takes 8: 16 in the process (encrypting 6, entry and its check 3, " +
      "commitment 1, garbage), 14 in Postgres (five indexes, the queue, the leaf); two cores have 66 k/s of that at most";
    const flush =
      "a flush takes 17 µs on this disk, so that writing many at once saves little: raw `unnest` itself is 3.8 times " +
      "the single-row INSERT here";
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
        limit: flush,
      },
      {
        job: `${job}, 64 appenders, against raw \`unnest\` of 1000 rows`,
        ...throughput(measured.some, measured.unnest),
        goal: atLeast(0.35),
        limit:
          "with 3 events of an account in a statement each takes about 40 µs of CPU: Postgres spends 10 to 20 µs on each " +
          "account in it, which row-level security has written one after the other",
      },
      {
        job: `${job}, 1 appender, median latency against a single-row INSERT`,
        ours: milliseconds(median(measured.one.map(p50Of))),
        baseline: milliseconds(median(measured.alone.map(p50Of))),
        value: ratioOf(measured.one, measured.alone, p50Of),
        goal: atMost(1.7, "×"),
        limit:
          "one statement as well, with 12 µs to encrypt and encode, five more indexes and a second table; a flush of 17 µs " +
          "hides none of it (one of 200 µs would make it 1.3 ×)",
      },
    ];
  },
};

const p50Of = ({ p50 = NaN }: Slice): number => p50;
