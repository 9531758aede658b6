const ascending = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

/** The middle of the values; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = ascending(values);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
}

/** The value that a share `p` (0 to 1) of the values does not exceed. */
export function percentile(values: ArrayLike<number>, p: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length) - 1))] ?? NaN;
}

/**
 * The two-sample Kolmogorov-Smirnov statistic: the largest distance between the two distributions, 0 for equal ones and
 * 1 for ones that do not overlap. Half of it is the most that one sample more can raise a guess above a coin toss.
 */
export function kolmogorovSmirnov(a: readonly number[], b: readonly number[]): { distance: number; pValue: number } {
  const [first, second] = [ascending(a), ascending(b)];
  let distance = 0;
  for (let i = 0, j = 0; i < first.length && j < second.length;) {
    const at = Math.min(first[i] ?? Infinity, second[j] ?? Infinity);
    while ((first[i] ?? Infinity) <= at) i += 1;
    while ((second[j] ?? Infinity) <= at) j += 1;
    distance = Math.max(distance, Math.abs(i / first.length - j / second.length));
  }
  return { distance, pValue: probability(distance, (a.length * b.length) / (a.length + b.length)) };
}

/** How often two samples of one distribution are at least so far apart (Smirnov's limit, with Stephens' correction). */
function probability(distance: number, effective: number): number {
  const lambda = (Math.sqrt(effective) + 0.12 + 0.11 / Math.sqrt(effective)) * distance;
  if (lambda < 0.2) return 1;
  let total = 0;
  for (let k = 1; k <= 100; k += 1) total += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * (k * lambda) ** 2);
  return Math.min(1, Math.max(0, total));
}
