import { medianCpu, medianRate, type Slice } from "../harness/rounds.ts";

/** `12.3 k/s`: three digits, which is more than a shared machine can promise. */
export function perSecond(rate: number): string {
  if (rate >= 1e6) return `${(rate / 1e6).toPrecision(3)} M/s`;
  return rate >= 1000 ? `${(rate / 1000).toPrecision(3)} k/s` : `${rate.toPrecision(3)}/s`;
}

export const times = (ratio: number): string => `${ratio.toPrecision(3)} ×`;

export const milliseconds = (ms: number): string => `${ms.toPrecision(3)} ms`;

/** Rate, and what a request costs the server's process. */
export const rateAndCpu = (slices: readonly Slice[]): string =>
  `${perSecond(medianRate(slices))}, ${medianCpu(slices).toPrecision(3)} µs CPU`;
