import { useState } from "react";

const far = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const near = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });

const dayMs = 24 * 60 * 60_000;

/** The hour of what was today, the day of what was before. */
export function Moment({ at }: { readonly at: string }) {
  const date = new Date(at);
  const [now] = useState(Date.now);
  const isRecent = now - date.getTime() < dayMs;
  return (
    <time className="quiet small" dateTime={at} title={full.format(date)}>
      {(isRecent ? near : far).format(date)}
    </time>
  );
}
