import { bearer, driveSlice, request, startLoadGenerator } from "../harness/http.ts";
import { interleave, medianCpu, serverRatio } from "../harness/rounds.ts";
import {
  newDeployment,
  populate,
  populatePeerKeys,
  startHoldfast,
  startPeer,
  startPlainFastify,
} from "../harness/servers.ts";
import { peerPaths, whoAmI, whoAmIByKey } from "../servers/paths.ts";
import { rateAndCpu } from "./figures.ts";
import { hostOfPeer } from "./peer.ts";
import { atLeast, type Row } from "./row.ts";
import { assertSameHeaders } from "./verify.ts";

const keys = 100;

/** A program's request with an API key: the same way as a session's, one limit more, and each use is counted. */
export const apiKey: Row = {
  name: "api-key",
  async measure(stage) {
    const deployment = newDeployment(stage);
    const members = await populate(deployment, { accounts: keys, apiKeys: true });
    const database = stage.newPrefix();
    const peerKeys = await populatePeerKeys(stage, database, keys);
    const requests = (path: string, texts: readonly string[]) =>
      texts.map((text) => request("GET", path, bearer(text)));
    await using load = await startLoadGenerator();
    await using hello = await startPlainFastify();
    await using holdfast = await startHoldfast();
    await using betterAuth = await startPeer();
    const texts = members.flatMap(({ apiKey: text }) => text ?? []);
    const connections = 8;
    const ours = {
      port: await holdfast.ask("start", deployment),
      requests: requests(whoAmIByKey.path, texts),
      connections,
    };
    const plain = { port: await hello.ask("start"), requests: requests(whoAmI.path, texts), connections };
    const theirs = {
      port: await betterAuth.ask("start", { socketDir: stage.socketDir, database }),
      requests: requests(peerPaths.apiKey, peerKeys),
      connections,
    };
    await assertSameHeaders(ours, plain);
    const measured = await interleave(stage.schedule, {
      ours: (ms) => driveSlice(load, holdfast, ours, ms),
      hello: (ms) => driveSlice(load, hello, plain, ms),
      peer: (ms) => driveSlice(load, betterAuth, theirs, ms),
    });
    const beside = serverRatio(measured.ours, measured.hello);
    const before = serverRatio(measured.ours, measured.peer);
    const extra = medianCpu(measured.ours) - medianCpu(measured.hello);
    return [
      {
        job: "Request with an API key, full policy on, uses counted, against Fastify hello with the same headers",
        ours: rateAndCpu(measured.ours),
        baseline: rateAndCpu(measured.hello),
        value: beside.value,
        goal: atLeast(0.7),
        note: beside.note,
        limit: `${extra.toPrecision(2)} µs beyond hello: those of a session's request, and a third leased limit`,
      },
      {
        job: "The same against better-auth `auth.api.verifyApiKey` behind node:http, its rate limit off",
        ours: rateAndCpu(measured.ours),
        baseline: rateAndCpu(measured.peer),
        value: before.value,
        goal: atLeast(20),
        note: before.note,
        limit: hostOfPeer,
      },
    ];
  },
};
