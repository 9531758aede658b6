import { median } from "./statistics.ts";

/** What one variant did in one slice. */
export interface Slice {
  readonly operations: number;
  readonly seconds: number;
  /** Answers that were not the expected one, by status. */
  readonly failures?: Readonly<Record<string, number>>;
  /** Of the process under test; absent where the work is in this process. */
  readonly cpuMicros?: number;
  /** Milliseconds of single operations, where they were taken. */
  readonly p50?: number;
  readonly p99?: number;
}

/** Does a job for so many milliseconds. */
type Work = (milliseconds: number) => Promise<Slice>;

/** What a variant's slices say. */
type SlicesOf<V extends Readonly<Record<string, Work>>> = {
  readonly [N in keyof V]: readonly Awaited<ReturnType<V[N]>>[];
};

export interface Schedule {
  readonly rounds: number;
  readonly sliceMs: number;
  readonly warmUpMs: number;
}

/**
 * Runs all variants in turns, a slice each, in another order each round: what disturbs the machine for a while
 * disturbs them all, and nobody always comes after the same other.
 */
export async function interleave<V extends Readonly<Record<string, Work>>>(
  schedule: Schedule,
  variants: V,
): Promise<SlicesOf<V>> {
  const all = Object.entries(variants).map(([name, work]) => ({ name, work, slices: [] as Slice[] }));
  for (const { work } of all) await work(schedule.warmUpMs);
  for (let round = 0; round < schedule.rounds; round += 1) {
    for (const { name, work, slices } of rotated(all, round)) {
      const slice = await work(schedule.sliceMs);
      assertSound(name, slice);
      slices.push(slice);
    }
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- made of the very names of `variants`
  return Object.fromEntries<unknown>(all.map(({ name, slices }) => [name, slices])) as SlicesOf<V>;
}

/** A refusal is answered faster than a request, so a rate with refusals in it would say nothing. */
function assertSound(name: string, { operations, failures = {} }: Slice): void {
  const failed = Object.values(failures).reduce((total, count) => total + count, 0);
  if (failed > operations / 1000) {
    throw new Error(`of ${operations} answers of "${name}", these had another status: ${JSON.stringify(failures)}`);
  }
}

/** Every round begins with another variant; every second one runs backwards. */
function rotated<T>(values: readonly T[], round: number): T[] {
  const start = round % values.length;
  const turned = [...values.slice(start), ...values.slice(0, start)];
  return round % 2 === 0 ? turned : turned.reverse();
}

const rateOf = ({ operations, seconds }: Slice): number => operations / seconds;
/** Operations per second of the server's own time: what neighbours on the machine do not change. */
const ratePerCpu = ({ operations, cpuMicros = NaN }: Slice): number => operations / (cpuMicros / 1e6);
const cpuOf = ({ operations, cpuMicros = NaN }: Slice): number => cpuMicros / operations;

/** Median of the rounds' ratios of one figure of two variants. */
export function ratioOf(ours: readonly Slice[], theirs: readonly Slice[], figure = rateOf): number {
  return median(ours.map((slice, round) => figure(slice) / figure(theirs[round] ?? { operations: NaN, seconds: NaN })));
}

/** Share of a core that the process under test had. */
const coreShare = ({ seconds, cpuMicros = NaN }: Slice): number => cpuMicros / 1e6 / seconds;

/** Below this share of what the baseline had of its core, it is not the server that limits the rate. */
const starved = 0.9;

/**
 * How many times as fast as the baseline a server is. By rate, unless neighbours kept the load generator from giving it
 * enough to do: then by the servers' own CPU time, which that does not change.
 */
export function serverRatio(ours: readonly Slice[], theirs: readonly Slice[]): { value: number; note: string } {
  const [byRate, byCpu] = [ratioOf(ours, theirs), ratioOf(ours, theirs, ratePerCpu)];
  return ratioOf(ours, theirs, coreShare) < starved
    ? {
        value: byCpu,
        note: `by CPU time, since neighbours starved the load generator; by rate ${byRate.toPrecision(3)} ×`,
      }
    : { value: byRate, note: `by rate; by CPU time ${byCpu.toPrecision(3)} ×` };
}

export const medianRate = (slices: readonly Slice[]): number => median(slices.map(rateOf));
export const medianCpu = (slices: readonly Slice[]): number => median(slices.map(cpuOf));
