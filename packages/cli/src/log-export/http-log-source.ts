import { setTimeout as sleep } from "node:timers/promises";

import { type AnswerOf, type ProblemBody, routes } from "@holdfast/contract";
import { Compile } from "typebox/compile";

import { Failure } from "../failure.ts";
import type { LogSource } from "./log-source.ts";

export interface HttpLogOptions {
  /** Where the server is. */
  readonly url: string;
  /** Asked before each request: an export may outlive a token, and a file may have a fresh one by then. */
  readonly token: () => Promise<string>;
  readonly signal: AbortSignal;
}

const personalPage = Compile(routes.listPersonal.response[200]);
const pageSize = 1000;
const tries = 8;

/** Reads the log of the account that the token belongs to. @throws Failure for an address that would show the token */
export function httpLogSource(options: HttpLogOptions): LogSource {
  const base = assertConfidential(options.url);
  const get = (path: string): Promise<Response> => request(new URL(path, base), options);
  const text = async (path: string): Promise<string> => (await mustAnswer(await get(path))).text();
  const page = async (from: number): Promise<AnswerOf<typeof routes.listPersonal>> => {
    const answer = await mustAnswer(await get(`${routes.listPersonal.path}?from=${from}&limit=${pageSize}`));
    const body: unknown = await answer.json();
    if (!personalPage.Check(body)) throw new Failure("refused", "the server's answer is not a page of personal parts");
    return body;
  };
  return {
    checkpoint: () => text(routes.readCheckpoint.path),
    vkey: () => text(routes.readVerifierKey.path),
    async platform() {
      const answer = await get(routes.readPlatformReceipt.path);
      // None yet, or a server from before there was a log of the platform.
      if (answer.status === 404) return null;
      return (await mustAnswer(answer)).text();
    },
    async file(path) {
      const answer = await get(routes.readTile.path.replace("tile/*", path));
      if (answer.status === 404) return null;
      return new Uint8Array(await (await mustAnswer(answer)).arrayBuffer());
    },
    async *openings() {
      for (let next: number | null = 0; next !== null;) {
        const answer: AnswerOf<typeof routes.listPersonal> = await page(next);
        yield* answer.items;
        next = answer.next;
      }
    },
  };
}

const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

function assertConfidential(address: string): URL {
  if (!URL.canParse(address)) throw new Failure("usage", `${address} is not an address such as https://id.example.com`);
  const url = new URL(address);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && loopback.has(url.hostname))) {
    throw new Failure("usage", `${address} would show the token to everybody on the way: use https://`);
  }
  return url;
}

/** 409: the account's first events have no place in the log yet, which takes a second. */
const comeAgain: ReadonlySet<number> = new Set([409, 429, 503]);

/** Waits where the server says when to come again. */
async function request(url: URL, { token, signal }: HttpLogOptions): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await fetch(url, {
      headers: { authorization: `Bearer ${await token()}` },
      redirect: "error",
      signal,
    }).catch((error: unknown) => unreachable(url, error));
    if (!comeAgain.has(answer.status) || attempt === tries) return answer;
    await answer.body?.cancel();
    const seconds = Number(answer.headers.get("retry-after") ?? "1");
    await sleep(1000 * Math.min(60, Math.max(1, seconds)), undefined, { signal });
  }
}

function unreachable(url: URL, cause: unknown): never {
  if (cause instanceof Error && cause.name === "AbortError") throw cause;
  throw new Failure("unavailable", `${url.origin} cannot be reached: is the server running there?`, { cause });
}

async function mustAnswer(answer: Response): Promise<Response> {
  if (answer.ok) return answer;
  if (answer.status === 401) {
    throw new Failure(
      "refused",
      "the token is not valid any more: get a new one and run this again, it goes on from here",
    );
  }
  const { title, advice } = await problemOf(answer);
  throw new Failure(answer.status >= 500 || answer.status === 429 ? "unavailable" : "refused", `${title}. ${advice}`);
}

async function problemOf(answer: Response): Promise<Pick<ProblemBody, "title" | "advice">> {
  const unknown = { title: `the server answered ${answer.status}`, advice: "Is it a Holdfast?" };
  const body: unknown = await answer.json().catch(() => null);
  if (typeof body !== "object" || body === null || !("title" in body) || !("advice" in body)) return unknown;
  return { title: String(body.title), advice: String(body.advice) };
}
