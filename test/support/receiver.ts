import { createServer, type IncomingHttpHeaders } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";

/** What somebody was sent. */
export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A server of a customer's on this machine, which keeps what it is sent and answers what it is told to. */
export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  /** The status that it answers from now on; null: nothing at all. */
  answer(status: number | null, headers?: Readonly<Record<string, string>>): void;
  stop(): Promise<void>;
}

export interface ReceiverOptions {
  readonly tls?: { readonly key: string; readonly cert: string };
}

export async function startReceiver({ tls }: ReceiverOptions = {}): Promise<Receiver> {
  const received: Received[] = [];
  let reply: { status: number | null; headers: Readonly<Record<string, string>> } = { status: 204, headers: {} };
  const listener: Parameters<typeof createServer>[1] = (request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      received.push({ headers: request.headers, body });
      if (reply.status !== null) response.writeHead(reply.status, reply.headers).end();
    });
  };
  const server = tls === undefined ? createServer(listener) : createSecureServer(tls, listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = addressOf(server.address());
  return {
    url: tls === undefined ? `http://127.0.0.1:${port}/hook` : `https://localhost:${port}/hook`,
    received,
    answer(status, headers = {}) {
      reply = { status, headers };
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function addressOf(address: string | AddressInfo | null): AddressInfo {
  if (typeof address !== "object" || address === null) throw new Error("the receiver does not listen");
  return address;
}
