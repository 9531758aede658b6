import { setTimeout as sleep } from "node:timers/promises";

import { routes } from "@holdfast/contract";

import { request, startLoadGenerator } from "../harness/http.ts";
import { newDeployment, populate, startHoldfast } from "../harness/servers.ts";
import { kolmogorovSmirnov, median } from "../harness/statistics.ts";
import { milliseconds } from "./figures.ts";
import { hashPassword, password, signInRequest } from "./password.ts";
import { atMost, type Finding, type Row } from "./row.ts";

/** What the time of an answer tells about whether an address is known. One request at a time, as a patient attacker would. */
export const timing: Row = {
  name: "timing",
  async measure(stage) {
    const deployment = newDeployment(stage);
    const members = await populate(deployment, { accounts: 20, passwordHash: await hashPassword() });
    await using load = await startLoadGenerator();
    await using holdfast = await startHoldfast({});
    const port = await holdfast.ask("start", deployment);
    const known = members.map(({ email }) => email);
    const unknown = known.map((email) => email.replace("ada@", "bob@"));
    const answerTime = async (sent: string, status: number): Promise<number> => {
      await sleep(pauseMs);
      const target = { port, requests: [sent], connections: 1, milliseconds: 0, status };
      const { p50, failures } = await load.ask("drive", target);
      if (Object.keys(failures).length > 0) throw new Error(`not answered by ${status}: ${JSON.stringify(failures)}`);
      return p50;
    };
    const compare = async (
      job: string,
      time: (email: string) => Promise<number>,
      samples = stage.quick ? 60 : 500,
    ): Promise<Finding> => {
      const times = { known: [] as number[], unknown: [] as number[] };
      const addresses = { known, unknown };
      for (let n = 0; n < samples; n += 1) {
        for (const kind of n % 2 === 0 ? kinds : kinds.toReversed()) {
          times[kind].push(await time(addresses[kind][n % addresses[kind].length] ?? ""));
        }
      }
      return findingOf(job, times);
    };
    const forgot = (email: string): string =>
      request("POST", "/v1/auth/forgot-password", { "content-type": "application/json" }, JSON.stringify({ email }));
    const bystander = request("GET", routes.readDeployment.path, {});
    let signUps = 0;
    const signUp = (email: string): string => {
      signUps += 1;
      const owner = { email, name: "Ada Lovelace", password };
      const account = { name: "New", slug: `new-${signUps}`, region: "eu", owner };
      return request(
        "POST",
        routes.createAccount.path,
        { "content-type": "application/json" },
        JSON.stringify(account),
      );
    };
    return [
      await compare(
        "Sign-in with a wrong password: known against unknown address",
        (email) => answerTime(signInRequest(email, "not-the-password-of-anybody"), 401),
        // Each is held until the next half second.
        stage.quick ? 60 : 200,
      ),
      await compare("Sign-up: address known from another account against unknown", (email) =>
        answerTime(signUp(email), 201),
      ),
      await compare("Forgot-password: known against unknown address", (email) => answerTime(forgot(email), 202)),
      await compare("A request right after forgot-password: known against unknown address", async (email) => {
        await answerTime(forgot(email), 202);
        const { p50 } = await load.ask("drive", {
          port,
          requests: [bystander],
          connections: 1,
          milliseconds: 0,
          status: 200,
        });
        return p50;
      }),
    ];
  },
};

const kinds = ["known", "unknown"] as const;
/** Long enough that what one request leaves to be done is done before the next. */
const pauseMs = 30;

/** How seldom samples of one distribution may be taken for those of two. */
const significance = 0.001;
/** The distance of two samples of so many that is met as seldom (Smirnov 1948). */
const tellingDistance = (samples: number): number => Math.sqrt(-Math.log(significance / 2) / samples);

function findingOf(job: string, { known, unknown }: Record<"known" | "unknown", number[]>): Finding {
  const { distance, pValue } = kolmogorovSmirnov(known, unknown);
  const verdict =
    pValue < significance
      ? `they differ: one answer lets an attacker guess right ${Math.round(50 + distance * 50)} % of the time at most`
      : `no difference found in ${known.length} answers each`;
  return {
    job,
    ours: `median ${milliseconds(median(known))}`,
    baseline: `median ${milliseconds(median(unknown))}`,
    value: distance,
    goal: atMost(tellingDistance(known.length), ""),
    note: `Kolmogorov-Smirnov distance ${distance.toFixed(3)}, p = ${pValue.toPrecision(2)}; ${verdict}`,
  };
}
