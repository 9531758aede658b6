import { hasRight, type Right, rights, type RightSet } from "@holdfast/contract";

import { bearer, driveSlice, request, startLoadGenerator } from "../harness/http.ts";
import { repeat } from "../harness/repeat.ts";
import { interleave, medianCpu, medianRate } from "../harness/rounds.ts";
import { newDeployment, populate, startHoldfast } from "../harness/servers.ts";
import { whoAmI } from "../servers/paths.ts";
import { rateAndCpu } from "./figures.ts";
import { atMost, type Row } from "./row.ts";

const people = 1024;
const burst = 10_000;

/** A decision from the session in memory: whether the caller's rights hold the one that a route needs. */
export const authorize: Row = {
  name: "authorize",
  async measure(stage) {
    const deployment = newDeployment(stage);
    const members = await populate(deployment, { accounts: 20 });
    await using load = await startLoadGenerator();
    await using holdfast = await startHoldfast();
    const port = await holdfast.ask("start", deployment);
    const requests = members.map(({ token }) => request("GET", whoAmI.path, bearer(token)));
    const measured = await interleave(stage.schedule, {
      decisions: decide,
      // The same loop without the decision in it.
      loop: (ms) => repeat(ms, burst, (n) => void (granted += pick(n))),
      requests: (ms) => driveSlice(load, holdfast, { port, requests, connections: 8 }, ms),
    });
    const nanoseconds = 1e9 / medianRate(measured.decisions) - 1e9 / medianRate(measured.loop);
    const share = (nanoseconds / 1000 / medianCpu(measured.requests)) * 100;
    return [
      {
        job: "Decision whether a caller may use a route",
        ours: `${nanoseconds.toPrecision(2)} ns`,
        baseline: "–",
        value: nanoseconds / 1000,
        goal: atMost(1, "µs"),
        note: "one AND of two integers; rights and callers picked at random",
      },
      {
        job: "Share of that decision in a warm verified request",
        ours: `${nanoseconds.toPrecision(2)} ns`,
        baseline: rateAndCpu(measured.requests),
        value: share,
        goal: atMost(3, "%"),
      },
    ];
  },
};

const held: readonly RightSet[] = Array.from({ length: people }, () => Math.floor(Math.random() * 2 ** rights.length));
const wanted: readonly Right[] = Array.from(
  { length: people },
  () => rights[Math.floor(Math.random() * rights.length)] ?? "account:read",
);
/** Counted, so that no compiler leaves the work out. */
let granted = 0;

const pick = (n: number): number => (held[n % people] ?? 0) & 1;

const decide = (ms: number) =>
  repeat(ms, burst, (n) => {
    granted += hasRight(held[n % people] ?? 0, wanted[(n >> 3) % people] ?? "account:read") ? 1 : 0;
  });
