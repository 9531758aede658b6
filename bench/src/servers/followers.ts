import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";

import { mintGuardToken } from "../../../packages/server/src/people/feed/index.ts";
import { answerParent } from "../harness/worker-process.ts";
import { guardSecret } from "./deployment.ts";

/** Products that follow the revocations of all accounts, each over a connection of its own. */
const agent = new Agent({ maxSockets: Infinity });
const streams: IncomingMessage[] = [];
const opensAtOnce = 50;

/** Told of every text that a stream brings. */
let hear: (stream: number, received: string) => void = () => {};

async function follow(port: number): Promise<void> {
  const headers = { authorization: `Bearer ${mintGuardToken(guardSecret, null)}`, accept: "text/event-stream" };
  const asked = request({ agent, host: "127.0.0.1", port, path: "/v1/revocations", headers }).end();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what this event brings
  const [stream] = (await once(asked, "response")) as [IncomingMessage];
  if (stream.statusCode !== 200) throw new Error(`${stream.statusCode}: ${await text(stream)}`);
  const nth = streams.push(stream) - 1;
  const opened = once(stream, "data");
  // An event is written at once and is far smaller than a segment, so that no text ends within one.
  stream.setEncoding("utf8").on("data", (received: string) => hear(nth, received));
  await opened;
}

/** @returns when each of them has had its first event */
async function start(port: number, count: number): Promise<void> {
  while (streams.length < count) {
    await Promise.all(Array.from({ length: Math.min(opensAtOnce, count - streams.length) }, () => follow(port)));
  }
}

/**
 * Ends a session over the API.
 * @returns milliseconds from sending that until the first and until the last of the streams told of it
 */
async function revoke(port: number, session: { sessionId: string; token: string }): Promise<[number, number]> {
  const heard = new Map<number, number>();
  const all = new Promise<void>((resolve) => {
    hear = (stream, received) => {
      if (received.includes(session.sessionId)) heard.set(stream, performance.now());
      if (heard.size === streams.length) resolve();
    };
  });
  const sent = performance.now();
  const path = `/v1/sessions/${session.sessionId}`;
  const headers = { authorization: `Bearer ${session.token}` };
  const asked = request({ agent, host: "127.0.0.1", port, path, method: "DELETE", headers }).end();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what this event brings
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  const said = await text(answer);
  if (answer.statusCode !== 200) throw new Error(`${answer.statusCode}: ${said}`);
  await all;
  const delays = [...heard.values()].map((at) => at - sent);
  return [Math.min(...delays), Math.max(...delays)];
}

const methods = { start, revoke };
export type FollowerMethods = typeof methods;
answerParent(methods, async () => agent.destroy());
