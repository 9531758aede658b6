import { interleave, medianRate, ratioOf } from "../harness/rounds.ts";
import { newDeployment, startLimiters } from "../harness/servers.ts";
import { perSecond } from "./figures.ts";
import { atLeast, type Row } from "./row.ts";

export const rateLimit: Row = {
  name: "rate-limit",
  async measure(stage) {
    await using worker = await startLimiters();
    await worker.ask("start", newDeployment(stage));
    const measured = await interleave(stage.schedule, {
      shared: (ms) => worker.ask("shared", ms),
      sharedPeer: (ms) => worker.ask("sharedPeer", ms),
      local: (ms) => worker.ask("local", ms),
      localPeer: (ms) => worker.ask("localPeer", ms),
    });
    const nanoseconds = 1e9 / medianRate(measured.local);
    return [
      {
        job: "Rate limit exact across processes, 16 at once, against RateLimiterPostgres",
        ours: perSecond(medianRate(measured.shared)),
        baseline: perSecond(medianRate(measured.sharedPeer)),
        value: ratioOf(measured.shared, measured.sharedPeer),
        goal: atLeast(1.4),
        note: "what comes up meanwhile goes into the next statement together",
      },
      {
        job: "Rate limit from a lease in memory, against RateLimiterMemory",
        ours: perSecond(medianRate(measured.local)),
        baseline: perSecond(medianRate(measured.localPeer)),
        value: ratioOf(measured.local, measured.localPeer),
        goal: atLeast(2),
        note: `${Math.round(nanoseconds)} ns each`,
      },
    ];
  },
};
