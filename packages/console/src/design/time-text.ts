const steps = [
  { unit: "second", milliseconds: 1_000, below: 60_000 },
  { unit: "minute", milliseconds: 60_000, below: 3_600_000 },
  { unit: "hour", milliseconds: 3_600_000, below: 86_400_000 },
  { unit: "day", milliseconds: 86_400_000, below: 14 * 86_400_000 },
] as const;

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const dateFormat = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" });
const preciseFormat = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "long" });
const fineFormat = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "long",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
  timeZoneName: "short",
});

/**
 * How far away a moment is, as one says it: "just now", "3 minutes ago", "in 2 hours", "21 Nov 2026". What is past is
 * told in whole units, what comes to the nearest: a week's wait is "in 7 days" also a minute after it began.
 */
export function sayWhen(time: string, now: number): string {
  const at = Date.parse(time);
  const distance = at - now;
  if (Math.abs(distance) < 10_000) return "just now";
  const rounded = (unitMs: number): number => (distance > 0 ? distance + unitMs / 2 : distance);
  const step = steps.find(({ milliseconds, below }) => Math.abs(rounded(milliseconds)) < below);
  if (step === undefined) return dateFormat.format(at);
  return relative.format(Math.trunc(rounded(step.milliseconds) / step.milliseconds), step.unit);
}

/** A moment to the second, with its zone. */
export const sayExactly = (time: string): string => preciseFormat.format(Date.parse(time));

/** A moment to the millisecond. */
export const sayFinely = (time: string): string => fineFormat.format(Date.parse(time));

/** A span as a person measures it: "14 ms", "1.2 s". */
export const saySpan = (milliseconds: number): string =>
  milliseconds < 1_000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1_000).toFixed(1)} s`;
