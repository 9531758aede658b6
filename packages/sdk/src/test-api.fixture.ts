import { createServer, type IncomingMessage } from "node:http";
import { text as readText } from "node:stream/consumers";

import { type ProblemCode, problems } from "@holdfast/contract";

export interface TestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request as it arrived. */
export interface Exchange {
  readonly line: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: unknown;
}

export const json = (status: number, body: unknown): TestAnswer => ({
  status,
  headers: { "content-type": "application/json" },
  body: body === undefined ? "" : JSON.stringify(body),
});

export function problem(
  code: ProblemCode,
  more: { readonly headers?: Record<string, string>; readonly body?: object } = {},
): TestAnswer {
  const { status, title, advice } = problems[code];
  const body = JSON.stringify({ type: `/docs#${code}`, title, status, code, advice, ...more.body });
  return { status, headers: { "content-type": "application/problem+json", ...more.headers }, body };
}

/** A real HTTP server that gives these answers, in order, and keeps what it was asked. */
export async function startApi(answers: readonly TestAnswer[]) {
  const seen: Exchange[] = [];
  const server = createServer();
  server.on("request", (request, response) => {
    const answer = answers[seen.length] ?? json(599, "no answer left");
    void read(request).then((exchange) => {
      seen.push(exchange);
      return response.writeHead(answer.status, answer.headers).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { baseUrl: `http://127.0.0.1:${port}`, seen, close };
}

async function read(request: IncomingMessage): Promise<Exchange> {
  const text = await readText(request);
  const body: unknown = text === "" ? null : JSON.parse(text);
  return { line: `${request.method} ${request.url}`, headers: request.headers, body };
}
