import { setTimeout as sleep } from "node:timers/promises";

import { startCrowd } from "../harness/http.ts";
import { interleave, medianRate } from "../harness/rounds.ts";
import { newDeployment, populate, startHoldfast } from "../harness/servers.ts";
import { median } from "../harness/statistics.ts";
import { milliseconds, perSecond } from "./figures.ts";
import { hashPassword, profile, signInRequest } from "./password.ts";
import { atMost, type Row } from "./row.ts";

const atOnce = 200;

/** Monday, nine o'clock: everybody signs in at once. Nobody is turned away for good, and the server stays responsive. */
export const signIns: Row = {
  name: "sign-ins",
  async measure(stage) {
    const deployment = newDeployment(stage);
    const members = await populate(deployment, { accounts: atOnce, passwordHash: await hashPassword() });
    const requests = members.map(({ email }) => signInRequest(email));
    await using crowd = await startCrowd();
    // On all cores: hashes run on threads of the server's own.
    await using holdfast = await startHoldfast({});
    const port = await holdfast.ask("start", deployment);
    const operatorPort = await holdfast.ask("operatorPort");
    const measured = await interleave(stage.schedule, {
      async crowded() {
        await readLoopDelay(operatorPort);
        const gathered = await crowd.ask("gather", { port, requests, status: 200 });
        return { ...gathered, operations: gathered.taken, loopDelay: await readLoopDelay(operatorPort) };
      },
      async idle(ms) {
        await readLoopDelay(operatorPort);
        await sleep(ms);
        return { operations: 0, seconds: ms / 1000, loopDelay: await readLoopDelay(operatorPort) };
      },
    });
    const { crowded, idle } = measured;
    const delays = crowded.map(({ loopDelay }) => loopDelay);
    const [refusals, asked] = [total(crowded.map((each) => each.refusals)), crowded.length * atOnce];
    const lost = total(crowded.flatMap((each) => Object.values(each.lost)));
    const waits = `half of them within ${milliseconds(median(crowded.map(({ p50 }) => p50)))}, 99 % within ${milliseconds(median(crowded.map(({ p99 }) => p99)))}`;
    return [
      {
        job: `Event loop of the server while ${atOnce} people sign in at once (${profile}), against idle`,
        ours: `p99 ${milliseconds(median(delays))}`,
        baseline: `p99 ${milliseconds(median(idle.map(({ loopDelay }) => loopDelay)))}`,
        value: median(delays),
        goal: atMost(50, "ms"),
        note:
          `from the metrics port, the 10 ms between two looks among them; worst round ${milliseconds(Math.max(...delays))}; ` +
          `${perSecond(medianRate(crowded))} sign-ins, ${waits}`,
        limit: "on two cores hashes, Postgres, the crowd itself and the event loop take turns",
      },
      {
        job: `Of ${atOnce} sign-ins at once, those that came to no session`,
        ours: `${lost} of ${asked}`,
        baseline: "–",
        value: lost,
        goal: atMost(0, ""),
        note: `${refusals} were told by 503 and Retry-After to come again, and did`,
      },
    ];
  },
};

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** The 99th percentile since it was last read, in milliseconds: reading begins a new count. */
async function readLoopDelay(port: number): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const seconds = /^nodejs_eventloop_lag_p99_seconds (\S+)$/m.exec(text)?.[1];
  if (seconds === undefined) throw new Error("the metrics do not tell how late the event loop is");
  return Number(seconds) * 1000;
}
