import { bearer, driveSlice, request, startLoadGenerator } from "../harness/http.ts";
import { interleave } from "../harness/rounds.ts";
import { newDeployment, populate, populatePeer, startHoldfast, startNode, startPeer } from "../harness/servers.ts";
import type { Stage } from "../harness/stage.ts";
import { peerPaths, whoAmI } from "../servers/paths.ts";
import { atMost, type Finding, type Row } from "./row.ts";

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toPrecision(3)} MiB`;

export const memory: Row = {
  name: "memory",
  measure: async (stage) => [await heapPerSession(stage), await peakUnderLoad(stage)],
};

/** What the heap grows by when sessions of known accounts are verified for the first time. */
async function heapPerSession(stage: Stage): Promise<Finding> {
  const deployment = newDeployment(stage);
  const sessionsPerAccount = stage.quick ? 100 : 1000;
  const members = await populate(deployment, { accounts: 20, sessionsPerAccount });
  // One session of each account first: homes and keys of accounts are not what is counted.
  const first = members.filter((_, n) => n % sessionsPerAccount === 0).map(({ token }) => token);
  const rest = members.filter((_, n) => n % sessionsPerAccount !== 0).map(({ token }) => token);
  await using node = await startNode();
  await node.ask("start", deployment, first);
  await node.ask("verifyAll", rest.slice(0, rest.length / 2));
  const before = await node.ask("heapAfterCollection");
  const counted = rest.slice(rest.length / 2);
  await node.ask("verifyAll", counted);
  const perSession = ((await node.ask("heapAfterCollection")) - before) / counted.length;
  return {
    job: "Heap per session in memory",
    ours: `${Math.round(perSession)} B`,
    baseline: "–",
    value: perSession,
    goal: atMost(300, "B"),
    note: `${counted.length.toLocaleString("en")} sessions, verified one by one, after garbage collection`,
    limit: "three strings of 48 B (token hash, user, session), 46 B of the map, and eleven words of the entry",
  };
}

/** The same question to both, as fast as each can answer it, from a fresh process. */
async function peakUnderLoad(stage: Stage): Promise<Finding> {
  const deployment = newDeployment(stage);
  const database = stage.newPrefix();
  const members = await populate(deployment, { accounts: 100 });
  const cookies = await populatePeer(stage, database, 100);
  await using load = await startLoadGenerator();
  await using holdfast = await startHoldfast();
  await using betterAuth = await startPeer();
  const ours = {
    port: await holdfast.ask("start", deployment),
    requests: members.map(({ token }) => request("GET", whoAmI.path, bearer(token))),
    connections: 32,
  };
  const theirs = {
    port: await betterAuth.ask("start", { socketDir: stage.socketDir, database }),
    requests: cookies.map((cookie) => request("GET", peerPaths.session, { cookie })),
    connections: 32,
  };
  await interleave(stage.schedule, {
    ours: (ms) => driveSlice(load, holdfast, ours, ms),
    peer: (ms) => driveSlice(load, betterAuth, theirs, ms),
  });
  const [our, their] = [await holdfast.usage(), await betterAuth.usage()];
  return {
    job: "Peak memory of the server's process under load, against better-auth get-session",
    ours: mebibytes(our.peakBytes),
    baseline: mebibytes(their.peakBytes),
    value: our.peakBytes / their.peakBytes,
    goal: atMost(0.9, "×"),
    note: "32 connections; each serves as many requests as it can",
  };
}
