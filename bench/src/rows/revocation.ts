import { newDeployment, populate, startNode } from "../harness/servers.ts";
import { percentile } from "../harness/statistics.ts";
import { milliseconds } from "./figures.ts";
import { atMost, type Row } from "./row.ts";

const nodeCount = 4;

/** How long a revoked session is still accepted elsewhere, and how long until all have said that it is not. */
export const revocation: Row = {
  name: "revocation",
  async measure(stage) {
    const deployment = newDeployment(stage);
    const count = stage.quick ? 60 : 400;
    const members = await populate(deployment, { accounts: 4, sessionsPerAccount: count / 4 });
    await using group = new AsyncDisposableStack();
    const nodes = [];
    while (nodes.length < nodeCount) nodes.push(group.use(await startNode()));
    const tokens = members.map(({ token }) => token);
    await Promise.all(nodes.map((node) => node.ask("start", deployment, tokens)));
    const [revoker, ...others] = nodes;
    if (revoker === undefined) throw new Error("no node");

    const delays: number[] = [];
    const certified: number[] = [];
    const acknowledged: number[] = [];
    for (const { accountId, sessionId, token } of members) {
      const refused = others.map((node) => node.ask("refusedAt", token));
      const revoked = await revoker.ask("revoke", { accountId, kind: "session", subject: sessionId });
      for (const at of await Promise.all(refused)) delays.push(Number(BigInt(at) - BigInt(revoked.sentAt)) / 1e6);
      certified.push(revoked.certified);
      acknowledged.push(revoked.acknowledged);
    }
    const everyone = acknowledged.filter((n) => n === nodeCount).length;
    const refusal = { ours: spread(delays), baseline: "–" };
    const method = "from sending the statement, so the commit is in it; each process looks once a millisecond";
    const job = "Revocation until another process refuses the token";
    return [
      { ...refusal, job: `${job}, median`, value: percentile(delays, 0.5), goal: atMost(5, "ms"), note: method },
      { ...refusal, job: `${job}, 99th percentile`, value: percentile(delays, 0.99), goal: atMost(25, "ms") },
      {
        job: `Revocation certificate over ${nodeCount} processes, 99th percentile`,
        ours: spread(certified),
        baseline: "–",
        value: percentile(certified, 0.99),
        goal: atMost(100, "ms"),
        note: `all ${nodeCount} acknowledged in ${everyone} of ${certified.length}`,
      },
    ];
  },
};

const spread = (values: readonly number[]): string =>
  `p50 ${milliseconds(percentile(values, 0.5))}, p99 ${milliseconds(percentile(values, 0.99))}`;
