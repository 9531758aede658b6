import { bearer, driveSlice, request, startLoadGenerator } from "../harness/http.ts";
import { interleave, medianCpu, serverRatio } from "../harness/rounds.ts";
import { newDeployment, populate, startHoldfast, startPlainFastify } from "../harness/servers.ts";
import { whoAmI } from "../servers/paths.ts";
import { rateAndCpu } from "./figures.ts";
import { atLeast, type Row } from "./row.ts";

/** What everything that a request passes costs: caller, right, rate limit, headers, log and metrics. */
export const verify: Row = {
  name: "verify",
  async measure(stage) {
    const deployment = newDeployment(stage);
    const members = await populate(deployment, { accounts: 100 });
    const requests = members.map(({ token }) => request("GET", whoAmI.path, bearer(token)));
    await using load = await startLoadGenerator();
    await using hello = await startPlainFastify();
    await using holdfast = await startHoldfast();
    const ours = { port: await holdfast.ask("start", deployment), requests, connections: 8 };
    const theirs = { port: await hello.ask("start"), requests, connections: 8 };
    await assertSameHeaders(ours, theirs);
    const measured = await interleave(stage.schedule, {
      ours: (ms) => driveSlice(load, holdfast, ours, ms),
      hello: (ms) => driveSlice(load, hello, theirs, ms),
    });
    const ratio = serverRatio(measured.ours, measured.hello);
    const extra = medianCpu(measured.ours) - medianCpu(measured.hello);
    return [
      {
        job: "Warm verified request, full policy on, against Fastify hello with the same schema and headers",
        ours: rateAndCpu(measured.ours),
        baseline: rateAndCpu(measured.hello),
        value: ratio.value,
        goal: atLeast(0.75),
        note: ratio.note,
        limit:
          `${extra.toPrecision(2)} µs beyond hello, of which nothing takes more than a seventh: the token's hash, the log ` +
          "line, two leased limits with their refills, garbage, the look-up under the lease rule, hooks, request id, metrics; " +
          "and more memory is touched than stays in the core's cache",
      },
    ];
  },
};

interface Asked {
  readonly port: number;
  readonly requests: readonly string[];
}

/** A baseline that sends less would flatter nobody but itself. @throws when the two answers differ in their headers. */
export async function assertSameHeaders(...asked: readonly Asked[]): Promise<void> {
  const [first, second] = await Promise.all(asked.map(headerNames));
  if (first !== second) throw new Error(`the two servers send other headers: ${first} and ${second}`);
}

async function headerNames({ port, requests: [sent = ""] }: Asked): Promise<string> {
  const headers = Object.fromEntries(
    [...sent.matchAll(/^(?!host)([a-z-]+): (.*)\r$/gm)].map(([, name = "", value = ""]) => [name, value]),
  );
  const path = sent.split(" ")[1] ?? "/";
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
  return [...answer.headers.keys()].sort().join(" ");
}
