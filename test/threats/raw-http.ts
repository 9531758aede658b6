import { randomBytes } from "node:crypto";
import { connect } from "node:net";

/** Sends exact bytes to a server and gives everything that it answers until it, or the time, ends. */
export function sendRaw(port: number, bytes: string | Uint8Array, patienceMs = 2_000): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const chunks: Buffer[] = [];
    const timer = setTimeout(() => socket.destroy(), patienceMs);
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.on("error", () => {});
    socket.on("close", () => {
      clearTimeout(timer);
      resolve(Buffer.concat(chunks).toString("latin1"));
    });
    socket.write(bytes);
  });
}

/**
 * A request that asks for the connection to be closed after it, from an address of its own: to a server that trusts
 * loopback as its proxy, no two of them count against one limit.
 */
export function request(line: string, headers: readonly string[] = [], body = ""): string {
  const from = `X-Forwarded-For: 10.${[...randomBytes(3)].join(".")}`;
  return [`${line} HTTP/1.1`, "Host: holdfast.test", "Connection: close", from, ...headers, "", body].join("\r\n");
}

export const jsonRequest = (line: string, body: string): string =>
  request(line, ["Content-Type: application/json", `Content-Length: ${Buffer.byteLength(body)}`], body);

export const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1] ?? 0);
