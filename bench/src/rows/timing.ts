import { request, startLoadGenerator } from "../harness/http.ts";
import { newDeployment, populate, startHoldfast } from "../harness/servers.ts";
import { kolmogorovSmirnov, median } from "../harness/statistics.ts";
import { milliseconds } from "./figures.ts";
import { hashPassword, signInRequest } from "./password.ts";
import { type Finding, type Row } from "./row.ts";

/** What the time of an answer tells about whether an address is known. One request at a time, as a patient attacker would. */
export const timing: Row = {
  name: "timing",
  async measure(stage) {
    const samples = stage.quick ? 60 : 200;
    const deployment = newDeployment(stage);
    const members = await populate(deployment, { accounts: 20, passwordHash: await hashPassword() });
    await using load = await startLoadGenerator();
    await using holdfast = await startHoldfast({});
    const port = await holdfast.ask("start", deployment);
    const known = members.map(({ email }) => email);
    const unknown = known.map((email) => email.replace("ada@", "bob@"));
    const compare = async (job: string, status: number, ask: (email: string) => string): Promise<Finding> => {
      const times: Record<"known" | "unknown", number[]> = { known: [], unknown: [] };
      for (let n = 0; n < samples; n += 1) {
        const pair = [
          ["known", known],
          ["unknown", unknown],
        ] as const;
        for (const [kind, emails] of n % 2 === 0 ? pair : pair.toReversed()) {
          const requests = [ask(emails[n % emails.length] ?? "")];
          times[kind].push((await load.ask("drive", { port, requests, connections: 1, milliseconds: 0, status })).p50);
        }
      }
      return findingOf(job, times);
    };
    return [
      await compare("Sign-in with a wrong password: known against unknown address", 401, (email) =>
        signInRequest(email, "not-the-password-of-anybody"),
      ),
      await compare("Forgot-password: known against unknown address", 200, (email) =>
        request("POST", "/v1/auth/forgot-password", { "content-type": "application/json" }, JSON.stringify({ email })),
      ),
    ];
  },
};

function findingOf(job: string, { known, unknown }: Record<"known" | "unknown", number[]>): Finding {
  const { distance, pValue } = kolmogorovSmirnov(known, unknown);
  const verdict =
    pValue < 0.01
      ? `they differ: one answer lets an attacker guess right ${Math.round(50 + distance * 50)} % of the time at most`
      : `no difference found in ${known.length} answers each`;
  return {
    job,
    ours: `median ${milliseconds(median(known))}`,
    baseline: `median ${milliseconds(median(unknown))}`,
    value: distance,
    goal: null,
    note: `Kolmogorov-Smirnov distance ${distance.toFixed(3)}, p = ${pValue.toPrecision(2)}; ${verdict}`,
  };
}
