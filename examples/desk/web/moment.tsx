import { useState } from "react";

const far = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const near = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });

/** The hour of what was today, the day of what was before. */
export function Moment({ at }: { readonly at: string }) {
  const date = new Date(at);
  const [today] = useState(() => new Date().toDateString());
  const isRecent = date.toDateString() === today;
  return (
    <time className="quiet small" dateTime={at} title={full.format(date)}>
      {(isRecent ? near : far).format(date)}
    </time>
  );
}
