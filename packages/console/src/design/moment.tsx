import { useSyncExternalStore } from "react";

import { sayExactly, sayFinely, sayWhen } from "./time-text.ts";

/** One clock for all moments on the screen, so that none grows stale and none ticks alone. */
const tickMs = 15_000;
const readers = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function follow(reader: () => void): () => void {
  readers.add(reader);
  if (timer === undefined) {
    now = Date.now();
    timer = setInterval(tick, tickMs);
  }
  return () => {
    readers.delete(reader);
    if (readers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function tick(): void {
  now = Date.now();
  for (const reader of readers) reader();
}

/** A time as one says it; exactly, on hover and to the machine. */
export function Moment({ time }: { readonly time: string }) {
  const at = useSyncExternalStore(follow, () => now);
  const moment = Date.parse(time);
  // The shared clock may lag by a tick behind what has just happened.
  const text = sayWhen(time, moment > at && moment - at <= tickMs ? moment : at);
  return (
    <time dateTime={time} title={sayExactly(time)}>
      {text}
    </time>
  );
}

export function ExactTime({ time }: { readonly time: string }) {
  return <time dateTime={time}>{sayExactly(time)}</time>;
}

/** To the millisecond, where milliseconds are the point. */
export function FineTime({ time }: { readonly time: string }) {
  return <time dateTime={time}>{sayFinely(time)}</time>;
}

/** Whether a moment is over, by the same clock. */
export function useIsPast(time: string): boolean {
  const at = useSyncExternalStore(follow, () => now);
  return Date.parse(time) <= at;
}
