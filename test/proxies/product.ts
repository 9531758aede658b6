import { createHash } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";

import { portOf } from "./program.ts";

/** A product behind a proxy, that shows what of a request has reached it. */
export interface Product {
  readonly port: number;
  /** How many requests have come through. */
  readonly requests: () => number;
  stop(): Promise<void>;
}

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** How many bytes of a body came. */
  readonly bodyBytes: number;
}

export async function startProduct(): Promise<Product> {
  let requests = 0;
  const seen = ({ method = "", url = "", headers, rawHeaders }: IncomingMessage, bodyBytes: number): string => {
    requests += 1;
    return JSON.stringify({ method, url, headers, rawHeaders, bodyBytes });
  };
  const server = createServer((request, response) => {
    let bodyBytes = 0;
    request.on("data", (chunk: Buffer) => (bodyBytes += chunk.length));
    request.on("end", () => {
      response.writeHead(200, { "content-type": "application/json" }).end(seen(request, bodyBytes));
    });
  });
  // RFC 6455 §4.2.2, and then what has been seen as one frame of text.
  server.on("upgrade", (request, socket) => {
    const accept = createHash("sha1")
      .update(`${request.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest("base64");
    const lines = ["Upgrade: websocket", "Connection: Upgrade", `Sec-WebSocket-Accept: ${accept}`];
    seen(request, 0);
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join("\r\n")}\r\n\r\n`);
    const text = Buffer.from(String(request.headers["holdfast-user"]));
    socket.end(Buffer.concat([Buffer.from([0x81, text.length]), text]));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: portOf(server),
    requests: () => requests,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
