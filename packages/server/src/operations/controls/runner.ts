import { type Clock, monotonic } from "../../kernel/clock.ts";
import type { Control } from "../../kernel/control.ts";
import type { Log } from "../../kernel/log.ts";
import { startChores } from "../../platform/jobs/index.ts";
import { type Finding, type Outcome, reasonNow, timedOut, tryProbe } from "./finding.ts";
import { type ControlsReport, reportOf } from "./report.ts";

export interface ControlsDeps {
  readonly log: Log;
  readonly clock: Clock;
}

/** The controls of this process, and what their probes last found. */
export interface Controls {
  /** Measures every control now, and from then on each in its own rhythm. `more` are those that exist only by now. */
  start(more?: readonly Control[]): void;
  /** Measures every control once. Joins what is being measured already. */
  measureAll(): Promise<void>;
  report(): ControlsReport;
  /** 1 for each control that is ok, else 0, by name. */
  gauges(): Record<string, number>;
  /** Ends after the probes that are under way, each of which is bounded in time. */
  stop(): Promise<void>;
}

/** A control under watch. */
interface Watch {
  readonly control: Control;
  finding: Finding | null;
  measuring: Promise<void> | null;
  /** Whether a probe that ran out of time has still not come back. */
  hangs: boolean;
}

/** @throws when two controls have one name. */
export function createControls(deps: ControlsDeps, controls: readonly Control[]): Controls {
  const watches = new Map<string, Watch>();
  const add = (control: Control): void => {
    if (watches.has(control.name)) throw new Error(`there are two controls ${control.name}`);
    watches.set(control.name, { control, finding: null, measuring: null, hangs: false });
  };
  const measureAll = async (): Promise<void> => {
    await Promise.all([...watches.values()].map((watch) => measure(deps, watch)));
  };
  let chores: ReturnType<typeof startChores> | null = null;
  controls.forEach(add);
  return {
    start(more = []) {
      more.forEach(add);
      chores = startChores(
        deps.log,
        [...watches.values()].map((watch) => ({
          name: watch.control.name,
          everyMs: watch.control.everyMs,
          run: () => measure(deps, watch),
        })),
      );
      void measureAll();
    },
    measureAll,
    report: () => reportOf([...watches.values()], deps.clock()),
    gauges: () => {
      const now = deps.clock();
      return Object.fromEntries(
        [...watches.values()].map(({ control, finding }) => [
          control.name,
          Number(reasonNow(control, finding, now) === null),
        ]),
      );
    },
    async stop() {
      await chores?.stop();
      await Promise.all([...watches.values()].flatMap(({ measuring }) => measuring ?? []));
    },
  };
}

/** Never twice at once: who asks while it is under way gets that one. */
function measure(deps: ControlsDeps, watch: Watch): Promise<void> {
  watch.measuring ??= find(deps, watch).finally(() => {
    watch.measuring = null;
  });
  return watch.measuring;
}

async function find({ log, clock }: ControlsDeps, watch: Watch): Promise<void> {
  const startedAt = monotonic();
  // A probe that hangs is not run beside itself: its control stays out of order until it has come back.
  const outcome = watch.hangs ? timedOut : await probeInTime(watch);
  const milliseconds = Math.round((monotonic() - startedAt) * 10) / 10;
  const before = watch.finding;
  watch.finding = { ...outcome, measuredAt: clock(), milliseconds };
  tellChange(log, watch.control, before, watch.finding);
}

async function probeInTime(watch: Watch): Promise<Outcome> {
  const probing = tryProbe(watch.control);
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), watch.control.timeoutMs);
  });
  const outcome = await Promise.race([probing, timeUp]);
  clearTimeout(timer);
  if (outcome !== null) return outcome;
  watch.hangs = true;
  void probing.finally(() => {
    watch.hangs = false;
  });
  return timedOut;
}

/** Operators hear of a control that fails, by its first measurement or after it was ok, and of one that is ok again. */
function tellChange(log: Log, { name }: Control, before: Finding | null, now: Finding): void {
  const { reason, evidence, error } = now;
  const wasOk = before === null || before.reason === null;
  if (reason === null) {
    if (!wasOk) log.info("control.recovered", { control: name });
    return;
  }
  if (!wasOk) return;
  const fields = { ...evidence, control: name, reason };
  if (reason === "threw") log.error("control.failed", error, fields);
  else log.warn("control.failed", fields);
}
