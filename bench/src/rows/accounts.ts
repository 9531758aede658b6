import { bearer, driveSlice, request, startLoadGenerator } from "../harness/http.ts";
import { interleave, ratioOf, type Slice } from "../harness/rounds.ts";
import { newDeployment, populate, startHoldfast } from "../harness/servers.ts";
import type { Stage } from "../harness/stage.ts";
import { median } from "../harness/statistics.ts";
import { whoAmI } from "../servers/paths.ts";
import { milliseconds } from "./figures.ts";
import { atMost, type Row } from "./row.ts";

/** Whether a deployment gets slower as accounts come. */
export const accounts: Row = {
  name: "accounts",
  async measure(stage) {
    const many = stage.quick ? 1000 : 10_000;
    await using load = await startLoadGenerator();
    await using small = await startHoldfast();
    await using large = await startHoldfast();
    const [few, all] = [await inhabit(stage, small, 10), await inhabit(stage, large, many)];
    // As many prepared requests for both: what the load generator's own memory costs is not what is counted.
    const repeated = Array.from({ length: many }, (_, n) => few.requests[n % few.requests.length] ?? "");
    const [ofFew, ofMany] = [{ ...few, requests: repeated }, all];
    const measured = await interleave(stage.schedule, {
      few: (ms) => driveSlice(load, small, ofFew, ms),
      many: (ms) => driveSlice(load, large, ofMany, ms),
    });
    return [
      {
        job: `Median latency of a warm verified request, ${many.toLocaleString("en")} accounts against 10`,
        ours: milliseconds(median(measured.many.map(p50Of))),
        baseline: milliseconds(median(measured.few.map(p50Of))),
        value: ratioOf(measured.many, measured.few, p50Of),
        goal: atMost(1.1, "×"),
        note: "every account in turn, 8 connections",
        limit:
          "with every account in turn, sessions and leases of all of them pass through the core's cache, and each account " +
          "takes a lease of its own in every quarter of a window",
      },
    ];
  },
};

async function inhabit(stage: Stage, server: Awaited<ReturnType<typeof startHoldfast>>, accounts: number) {
  const deployment = newDeployment(stage);
  const members = await populate(deployment, { accounts });
  const requests = members.map(({ token }) => request("GET", whoAmI.path, bearer(token)));
  return { port: await server.ask("start", deployment), requests, connections: 8 };
}

const p50Of = ({ p50 = NaN }: Slice): number => p50;
