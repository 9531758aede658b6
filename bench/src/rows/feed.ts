import { newDeployment, populate, startFollowers, startHoldfast } from "../harness/servers.ts";
import { percentile } from "../harness/statistics.ts";
import { milliseconds } from "./figures.ts";
import { atMost, type Row } from "./row.ts";

const followerCount = 1000;

/** How long until a revocation has reached every product that follows one server. */
export const feed: Row = {
  name: "feed",
  async measure(stage) {
    const deployment = newDeployment(stage);
    const count = stage.quick ? 40 : 200;
    const members = await populate(deployment, { accounts: 4, sessionsPerAccount: count / 4 });
    await using holdfast = await startHoldfast();
    await using followers = await startFollowers();
    const port = await holdfast.ask("start", deployment);
    await followers.ask("start", port, followerCount);
    const first: number[] = [];
    const last: number[] = [];
    for (const { sessionId, token } of members) {
      const [soonest, latest] = await followers.ask("revoke", port, { sessionId, token });
      first.push(soonest);
      last.push(latest);
    }
    return [
      {
        job: `Revocation until the last of ${followerCount} streams of one server has told of it, 99th percentile`,
        ours: `p50 ${milliseconds(percentile(last, 0.5))}, p99 ${milliseconds(percentile(last, 0.99))}`,
        baseline: "–",
        value: percentile(last, 0.99),
        goal: atMost(250, "ms"),
        note:
          `from sending the request that ends the session; the first heard of it after ` +
          `${milliseconds(percentile(first, 0.5))} (median); one process reads all streams`,
      },
    ];
  },
};
