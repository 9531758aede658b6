import { bearer, driveSlice, request, startLoadGenerator } from "../harness/http.ts";
import { interleave, medianCpu, serverRatio } from "../harness/rounds.ts";
import { newDeployment, populate, startHoldfast, startPlainFastify } from "../harness/servers.ts";
import { forwardAuthPath } from "../servers/paths.ts";
import { rateAndCpu } from "./figures.ts";
import { atLeast, type Row } from "./row.ts";
import { assertSameHeaders } from "./verify.ts";

/** What a proxy waits for before it passes a request on: nginx's question, with everything that it sends along. */
export const forwardAuth: Row = {
  name: "forward-auth",
  async measure(stage) {
    const deployment = newDeployment(stage);
    const members = await populate(deployment, { accounts: 100 });
    const requests = members.map(({ token }, n) => questionAbout(token, n));
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
        job: "Forward-auth of a session seen before, with a right, against Fastify hello with the same headers",
        ours: rateAndCpu(measured.ours),
        baseline: rateAndCpu(measured.hello),
        value: ratio.value,
        goal: atLeast(0.6),
        note: ratio.note,
        limit: `${extra.toPrecision(2)} µs beyond hello: those of a verified request, the client's address behind the proxy, and its path`,
      },
    ];
  },
};

const questionAbout = (token: string, n: number): string =>
  request("GET", `${forwardAuthPath}?right=account:read`, {
    ...bearer(token),
    accept: "application/json",
    "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "x-forwarded-for": `198.51.100.${n}`,
    "x-forwarded-method": "GET",
    "x-forwarded-uri": `/app/tickets/${n}?page=2`,
  });
