import { bearer, driveSlice, request, startLoadGenerator } from "../harness/http.ts";
import { interleave, serverRatio } from "../harness/rounds.ts";
import { newDeployment, populate, startHoldfast, startPlainFastify } from "../harness/servers.ts";
import { paths, rowPath } from "../servers/paths.ts";
import { rateAndCpu } from "./figures.ts";
import { atLeast, type Row } from "./row.ts";

/** What memory saves: every request asks the database, for its session with us, for a bare row with the baseline. */
export const cacheMiss: Row = {
  name: "cache-miss",
  async measure(stage) {
    const deployment = newDeployment(stage);
    const members = await populate(deployment, { accounts: 100 });
    await using load = await startLoadGenerator();
    await using holdfast = await startHoldfast();
    await using plain = await startPlainFastify();
    const port = await holdfast.ask("start", deployment);
    const plainPort = await plain.ask("start");
    const ids = members.map(({ sessionId }) => sessionId);
    await plain.ask("openTable", stage.socketDir, `${deployment.prefix}_directory`, ids);
    const ask = (path: string) => {
      const requests = members.map(({ token }) => request("GET", path, bearer(token)));
      return (ms: number) => driveSlice(load, holdfast, { port, requests, connections: 8 }, ms);
    };
    const rows = members.map(({ token, sessionId }) => request("GET", `${rowPath}/${sessionId}`, bearer(token)));
    const measured = await interleave(stage.schedule, {
      distrustful: ask(paths.distrustful),
      unknown: ask(paths.unknown),
      row: (ms) => driveSlice(load, plain, { port: plainPort, requests: rows, connections: 8 }, ms),
    });
    const finding = (ours: "distrustful" | "unknown", job: string, limit: string) => {
      const ratio = serverRatio(measured[ours], measured.row);
      return {
        job: `${job}, against a bare row read per request`,
        ours: rateAndCpu(measured[ours]),
        baseline: rateAndCpu(measured.row),
        value: ratio.value,
        goal: atLeast(0.8),
        note: ratio.note,
        limit,
      };
    };
    return [
      finding(
        "distrustful",
        "Known token whose session must be read again",
        "the database works five times as long: it binds the account, asks two policies and joins session and user; that " +
          "misses share statements makes up for a part of it",
      ),
      finding(
        "unknown",
        "Token seen for the first time: Ed25519 signature and row",
        "the signature alone takes longer than the whole request of the baseline; it is checked once in a token's life",
      ),
    ];
  },
};
