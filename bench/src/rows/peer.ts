import { bearer, driveSlice, request, startLoadGenerator } from "../harness/http.ts";
import { interleave, serverRatio, type Slice } from "../harness/rounds.ts";
import { newDeployment, populate, populatePeer, startHoldfast, startPeer } from "../harness/servers.ts";
import { peerPaths, whoAmI } from "../servers/paths.ts";
import { rateAndCpu } from "./figures.ts";
import { atLeast, type Finding, type Goal, type Row } from "./row.ts";

/** What was seen on one machine within a day: 23 to 32 times get-session, 15 to 21 times a key. */
export const hostOfPeer =
  "the ratio follows the host: in its quick hours, when its other guests rest as it seems, better-auth gains half and more, " +
  "Holdfast a fifth to a third";

/** The same question, who is calling, put to better-auth. */
export const peer: Row = {
  name: "peer",
  async measure(stage) {
    const deployment = newDeployment(stage);
    const members = await populate(deployment, { accounts: 100 });
    const database = stage.newPrefix();
    const cookies = await populatePeer(stage, database, 100);
    await using load = await startLoadGenerator();
    await using holdfast = await startHoldfast();
    await using betterAuth = await startPeer();
    const port = await holdfast.ask("start", deployment);
    const peerPort = await betterAuth.ask("start", { socketDir: stage.socketDir, database });
    const requests = members.map(({ token }) => request("GET", whoAmI.path, bearer(token)));
    const ask = (path: string) => (ms: number) => {
      const theirs = cookies.map((cookie) => request("GET", path, { cookie }));
      return driveSlice(load, betterAuth, { port: peerPort, requests: theirs, connections: 8 }, ms);
    };
    const measured = await interleave(stage.schedule, {
      ours: (ms) => driveSlice(load, holdfast, { port, requests, connections: 8 }, ms),
      session: ask(peerPaths.session),
      cached: ask(peerPaths.cached),
      direct: ask(peerPaths.direct),
    });
    return [
      against(measured, "session", "better-auth get-session over HTTP", atLeast(25)),
      against(measured, "cached", "better-auth get-session with its cookie cache", atLeast(18), {
        note: "the cookie cache gives up immediate revocation; ours does not",
      }),
      against(measured, "direct", "better-auth `auth.api.getSession` behind node:http", atLeast(10)),
    ];
  },
};

type Measured = Readonly<Record<"ours" | "session" | "cached" | "direct", readonly Slice[]>>;

function against(
  measured: Measured,
  theirs: keyof Measured,
  name: string,
  goal: Goal,
  { note }: { note?: string } = {},
): Finding {
  const ratio = serverRatio(measured.ours, measured[theirs]);
  return {
    job: `Warm verified request, full policy on, against ${name}`,
    ours: rateAndCpu(measured.ours),
    baseline: rateAndCpu(measured[theirs]),
    value: ratio.value,
    goal,
    note: note === undefined ? ratio.note : `${ratio.note}; ${note}`,
    limit: hostOfPeer,
  };
}
