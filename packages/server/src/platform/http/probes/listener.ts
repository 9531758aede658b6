import { request as requestPlain, type IncomingHttpHeaders, type RequestOptions } from "node:http";
import { request as requestTls } from "node:https";
import { connect as connectPlain } from "node:net";
import { connect as connectTls, type SecureVersion, type TLSSocket } from "node:tls";

/** Our own listener, as somebody on the network meets it. */
export interface Listener {
  /** The address and port that it listens on. */
  readonly address: string;
  readonly port: number;
  /** In PEM; null where it speaks plain HTTP, on loopback or behind a proxy. */
  readonly certificate: string | null;
}

export interface Question {
  readonly path: string;
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const patienceMs = 5_000;

/** A server that listens everywhere is met on loopback as well. */
const hostOf = ({ address }: Listener): string => {
  if (address === "0.0.0.0") return "127.0.0.1";
  return address === "::" ? "::1" : address;
};

/** Asks over a connection of its own. @throws when there is no answer. */
export function ask(listener: Listener, question: Question): Promise<Answer> {
  const { path, method = "GET", headers = {}, body } = question;
  const options: RequestOptions = {
    host: hostOf(listener),
    port: listener.port,
    path,
    method,
    headers: { ...headers, ...(body !== undefined && { "content-length": Buffer.byteLength(body) }) },
    agent: false,
    signal: AbortSignal.timeout(patienceMs),
  };
  return new Promise((resolve, reject) => {
    const sent =
      listener.certificate === null
        ? requestPlain(options)
        : // Its name is not the address that we ask; whether it is our certificate, `shakeHands` tells.
          requestTls({ ...options, rejectUnauthorized: false });
    sent.on("error", reject);
    sent.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const { statusCode: status = 0, headers } = response;
        resolve({ status, headers, body: Buffer.concat(chunks).toString("utf8") });
      });
    });
    sent.end(body);
  });
}

/** What a handshake agreed on. */
export interface Handshake {
  readonly version: string;
  readonly cipher: string;
  /** Of the certificate that was shown. */
  readonly fingerprint: string;
}

/** Offers these versions of TLS. Null when they are refused. @throws when nobody listens. */
export function shakeHands(
  listener: Listener,
  versions: { minVersion: SecureVersion; maxVersion: SecureVersion },
): Promise<Handshake | null> {
  return new Promise((resolve, reject) => {
    const to = { host: hostOf(listener), port: listener.port, timeout: patienceMs };
    // Verified by the caller, by fingerprint: that is more than a name and a chain.
    const socket = connectTls({ ...to, ...versions, rejectUnauthorized: false });
    const end = (handshake: Handshake | null): void => {
      socket.destroy();
      resolve(handshake);
    };
    socket.once("secureConnect", () => end(agreedOn(socket)));
    socket.once("timeout", () => end(null));
    socket.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ECONNREFUSED") reject(error);
      else end(null);
    });
  });
}

const agreedOn = (socket: TLSSocket): Handshake => ({
  version: socket.getProtocol() ?? "",
  cipher: socket.getCipher().standardName,
  fingerprint: socket.getPeerX509Certificate()?.fingerprint256 ?? "",
});

/** Sends a request without TLS. @returns what came back before the connection closed. */
export function askPlainly(listener: Listener): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connectPlain({ host: hostOf(listener), port: listener.port, timeout: patienceMs });
    let received = "";
    socket.setEncoding("latin1");
    socket.on("data", (text: string) => (received += text));
    socket.once("timeout", () => socket.destroy());
    socket.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ECONNREFUSED") reject(error);
    });
    socket.once("close", () => resolve(received));
    socket.end("GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
  });
}
