import { availableParallelism } from "node:os";

import { bearer, driveSlice, request, startLoadGenerator } from "../harness/http.ts";
import { interleave, medianRate, ratioOf } from "../harness/rounds.ts";
import { newDeployment, populate, startHashes, startHoldfast } from "../harness/servers.ts";
import { median } from "../harness/statistics.ts";
import { whoAmI } from "../servers/paths.ts";
import { milliseconds, perSecond } from "./figures.ts";
import { hashPassword, password, profile, signInRequest } from "./password.ts";
import { atLeast, type Row } from "./row.ts";

/** A sign-in is one hash and a little more; and a flood of them must not be felt by those who are signed in. */
export const signIn: Row = {
  name: "sign-in",
  async measure(stage) {
    const stored = await hashPassword();
    const deployment = newDeployment(stage);
    const members = await populate(deployment, { accounts: 64, passwordHash: stored });
    await using load = await startLoadGenerator();
    await using flood = await startLoadGenerator();
    await using hashes = await startHashes();
    // On all cores: hashes run on threads of the server's own.
    await using holdfast = await startHoldfast({});
    const port = await holdfast.ask("start", deployment);
    const signIns = members.map(({ email }) => signInRequest(email));
    const verified = members.map(({ token }) => request("GET", whoAmI.path, bearer(token)));
    const inFlight = Math.max(1, availableParallelism() - 1);
    const verify = (ms: number) => driveSlice(load, holdfast, { port, requests: verified, connections: 8 }, ms);
    const flooding: number[] = [];
    const measured = await interleave(stage.schedule, {
      signIn: (ms) => driveSlice(load, holdfast, { port, requests: signIns, connections: 8 }, ms),
      hash: (ms) => hashes.ask("check", stored, password, inFlight, ms),
      quiet: verify,
      async flooded(ms) {
        const flooded = driveSlice(flood, holdfast, { port, requests: signIns, connections: 16 }, ms);
        const slice = await verify(ms);
        const { operations, seconds } = await flooded;
        flooding.push(operations / seconds);
        return slice;
      },
    });
    const [quietP99, floodedP99] = [measured.quiet, measured.flooded].map((slices) =>
      median(slices.map(({ p99 }) => p99)),
    );
    return [
      {
        job: `Sign-in (${profile}, session, audit event), against the bare hash, ${inFlight} at once`,
        ours: perSecond(medianRate(measured.signIn)),
        baseline: perSecond(medianRate(measured.hash)),
        value: ratioOf(measured.signIn, measured.hash),
        goal: atLeast(0.75),
        limit:
          "a sign-in is three transactions besides its hash, and on this machine Postgres and the load generator take " +
          "their time from the cores that hash",
      },
      {
        job: "Warm verified requests during a sign-in flood of 16 connections, against without",
        ours: perSecond(medianRate(measured.flooded)),
        baseline: perSecond(medianRate(measured.quiet)),
        value: ratioOf(measured.flooded, measured.quiet),
        goal: atLeast(0.85),
        note: `p99 ${milliseconds(floodedP99 ?? NaN)} against ${milliseconds(quietP99 ?? NaN)}, at ${perSecond(median(flooding))} sign-ins`,
        limit:
          "without the flood, server and load generator take both cores; a sign-in takes 7 ms of CPU there (hash 4.5, " +
          "server 1.5, Postgres 1), so 44/s of them leave 0.85",
      },
    ];
  },
};
