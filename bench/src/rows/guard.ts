import { bearer, driveSlice, request, startLoadGenerator } from "../harness/http.ts";
import { interleave, medianRate, ratioOf, serverRatio } from "../harness/rounds.ts";
import { newDeployment, populate, startGuarded, startHoldfast } from "../harness/servers.ts";
import { cores } from "../harness/worker.ts";
import { guardedPath, helloPath } from "../servers/paths.ts";
import { perSecond, rateAndCpu } from "./figures.ts";
import { atLeast, type Row } from "./row.ts";

/** What a product pays for our guard: in its memory, at the first sight of a token, and in a request. */
export const guard: Row = {
  name: "guard",
  async measure(stage) {
    const deployment = newDeployment(stage);
    const members = await populate(deployment, { accounts: 100 });
    const tokens = members.map(({ token }) => token);
    await using load = await startLoadGenerator();
    // On the other core: the product has one to itself.
    await using holdfast = await startHoldfast({ core: cores.client });
    await using product = await startGuarded();
    const port = await product.ask("start", await holdfast.ask("start", deployment), tokens);
    const memory = await interleave(stage.schedule, {
      seen: (ms) => product.ask("recall", ms),
      first: (ms) => product.ask("firstSight", ms),
      signatures: (ms) => product.ask("signatures", ms),
    });
    const at = (path: string) => tokens.map((token) => request("GET", path, bearer(token)));
    const http = await interleave(stage.schedule, {
      guarded: (ms) => driveSlice(load, product, { port, requests: at(guardedPath), connections: 8 }, ms),
      hello: (ms) => driveSlice(load, product, { port, requests: at(helloPath), connections: 8 }, ms),
    });
    const ratio = serverRatio(http.guarded, http.hello);
    const [first, raw] = [memory.first, memory.signatures];
    return [
      {
        job: "Guard in a product's process, token seen before",
        ours: perSecond(medianRate(memory.seen)),
        baseline: "–",
        value: medianRate(memory.seen) / 1000,
        goal: atLeast(200, "k/s"),
      },
      {
        job: "Guard at first sight of a token (signature, and the session from the server), against the signature alone",
        ours: perSecond(medianRate(first)),
        baseline: perSecond(medianRate(raw)),
        value: ratioOf(first, raw),
        goal: atLeast(0.8),
        note: "256 tokens at once; one server on the other core",
        limit: "beside the signature, what a question to a server costs here: its promises, its HTTP and its JSON",
      },
      {
        job: "Fastify hello behind the guard, against the same without",
        ours: rateAndCpu(http.guarded),
        baseline: rateAndCpu(http.hello),
        value: ratio.value,
        goal: atLeast(0.75),
        note: ratio.note,
      },
    ];
  },
};
