import type { Server } from "node:http";
import type { Socket } from "node:net";

/** How soon a connection is closed whose last answer was given while the server closes. */
const sweepMs = 50;

/**
 * Closes, when the server does, the connections on which nothing was asked yet. Browsers and `fetch` open some in advance;
 * Node counts those neither as idle nor as late once the server closes, and would wait out their timeout. So it does with
 * those that are kept alive after an answer that was still due.
 * @returns what closes them
 */
export function watchUnused(server: Server): () => void {
  const unused = new Set<Socket>();
  // Of TLS, by their port: a socket that completes its handshake is another object than the one that came in.
  const shakingHands = new Map<string, Socket>();
  const isTls = "setSecureContext" in server;
  if (isTls) {
    server.on("connection", (socket: Socket) => {
      const name = nameOf(socket);
      shakingHands.set(name, socket);
      socket.once("close", () => shakingHands.delete(name));
    });
  }
  server.on(isTls ? "secureConnection" : "connection", (socket: Socket) => {
    shakingHands.delete(nameOf(socket));
    unused.add(socket);
    socket.once("close", () => unused.delete(socket));
  });
  server.prependListener("request", ({ socket }) => unused.delete(socket));
  return () => {
    for (const socket of [...unused, ...shakingHands.values()]) socket.destroy();
    const sweep = setInterval(() => server.closeIdleConnections(), sweepMs).unref();
    server.once("close", () => clearInterval(sweep));
  };
}

const nameOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;
