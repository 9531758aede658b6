import { errorCodeOf } from "./error-code.ts";

/**
 * Flat facts only. Objects, errors and secrets do not compile, so what a library hung on its error can never reach the
 * log: an allow-list by type where redaction by path would miss the field nobody foresaw.
 */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

export type LogLevel = "info" | "warn" | "error";

/** Operators' log: event names and flat facts. Never bodies, tokens, addresses or queries. */
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  /** `error` is logged as its class and stack alone. */
  error(event: string, error: unknown, fields?: LogFields): void;
}

/** A log that writes one JSON line per event through `write`. */
export function createLog(write: (line: string) => void, clock: () => number): Log {
  const timeOf = isoTimes();
  const line = (level: LogLevel, event: string, fields: LogFields): void => {
    // Every request writes one: joining the text takes a third of the time of joining the objects.
    const facts = JSON.stringify(fields).slice(1);
    const head = `{"time":"${timeOf(clock())}","level":"${level}","event":${JSON.stringify(event)}`;
    write(facts === "}" ? `${head}}` : `${head},${facts}`);
  };
  return {
    info: (event, fields = {}) => line("info", event, fields),
    warn: (event, fields = {}) => line("warn", event, fields),
    error: (event, error, fields = {}) => line("error", event, { ...fields, ...describe(error) }),
  };
}

/** Formats times; the same millisecond, in which many requests end, only once. */
function isoTimes(): (now: number) => string {
  let last = Number.NaN;
  let text = "";
  return (now) => {
    if (now !== last) text = new Date(now).toISOString();
    last = now;
    return text;
  };
}

/**
 * Class, code and the frames of a stack. The message is left out: drivers and parsers quote values in theirs (a
 * Postgres unique violation names the key).
 */
function describe(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: typeof error };
  const frames = (error.stack ?? "").split("\n").filter((frame) => frame.startsWith("    at "));
  return { error: error.name, code: errorCodeOf(error), stack: frames.slice(0, 12).join("\n") };
}
