import { readFileSync } from "node:fs";
import { request } from "node:https";
import type { AddressInfo } from "node:net";
import { connect as connectPlain } from "node:net";
import { connect, type ConnectionOptions, type TLSSocket } from "node:tls";

import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { createApp } from "../../packages/server/src/app.ts";
import { loadConfig } from "../../packages/server/src/config.ts";
import { Secret } from "../../packages/server/src/kernel/secret.ts";
import { type Deployment, startDeployment } from "../support/deployment.ts";

const pem = (name: string): string =>
  readFileSync(new URL(`../support/tls/localhost.${name}.pem`, import.meta.url), "utf8");
const certificate = pem("cert");

describe("a server beyond loopback", () => {
  let holdfast: Deployment;
  let app: FastifyInstance;
  let port: number;

  beforeAll(async () => {
    holdfast = await startDeployment();
    app = createApp(holdfast.runtime, { trustedProxies: [], tls: { certificate, privateKey: new Secret(pem("key")) } });
    await app.listen({ host: "127.0.0.1", port: 0 });
    const address: AddressInfo | string | null = app.server.address();
    port = typeof address === "object" && address !== null ? address.port : 0;
  });
  afterAll(async () => {
    await app.close();
    await holdfast.stop();
  });

  const handshake = (options: ConnectionOptions): Promise<{ protocol: string | null; bits: string }> =>
    new Promise((resolve, reject) => {
      const socket: TLSSocket = connect({
        host: "127.0.0.1",
        port,
        ca: certificate,
        servername: "localhost",
        ...options,
      });
      socket.once("secureConnect", () => {
        resolve({ protocol: socket.getProtocol(), bits: socket.getCipher().standardName });
        socket.destroy();
      });
      socket.once("error", reject);
    });

  test("speaks TLS 1.3 with ciphers of 128 bits and more, 256 preferred [C-032] [C-033] [C-034] [C-035] [C-036] [C-039] [D-14]", async () => {
    const { protocol, bits } = await handshake({});
    expect(protocol).toBe("TLSv1.3");
    expect(bits).toMatch(/^TLS_(AES_256_GCM_SHA384|CHACHA20_POLY1305_SHA256)$/);
  });

  test("refuses a client that offers TLS 1.2 at most [C-032] [C-033]", async () => {
    await expect(handshake({ maxVersion: "TLSv1.2" })).rejects.toThrow(/protocol version|alert/i);
  });

  test("answers nothing of ours to plain HTTP [C-036] [C-262]", async () => {
    const answer = await new Promise<string>((resolve) => {
      const socket = connectPlain(port, "127.0.0.1", () =>
        socket.write("GET /v1/deployment HTTP/1.1\r\nhost: x\r\n\r\n"),
      );
      let text = "";
      socket.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")));
      socket.on("close", () => resolve(text));
      socket.on("error", () => {});
    });
    expect(answer).not.toMatch(/regions|200 OK/);
  });

  test("sends HSTS for a year with subdomains [C-037]", async () => {
    const header = await new Promise<string | undefined>((resolve, reject) => {
      request({ host: "localhost", port, path: "/v1/deployment", ca: certificate }, (answer) => {
        answer.resume();
        resolve(answer.headers["strict-transport-security"]);
      })
        .once("error", reject)
        .end();
    });
    expect(header).toBe("max-age=31536000; includeSubDomains");
  });
});

describe("a configuration", () => {
  const faultsOf = (env: Record<string, string>): string => {
    try {
      loadConfig(env);
      return "";
    } catch (error) {
      return error instanceof Error ? error.message : "";
    }
  };

  test("that listens beyond loopback without TLS or a declared proxy is refused [C-005] [C-036] [C-262]", () => {
    const production = {
      HOLDFAST_MODE: "production",
      HOLDFAST_PUBLIC_URL: "https://id.example.com",
      HOLDFAST_SMTP_URL: "smtps://mail.example.com",
    };
    expect(faultsOf({ ...production, HOLDFAST_HOST: "0.0.0.0" })).toContain("reachable from outside");
    expect(faultsOf({ ...production, HOLDFAST_HOST: "0.0.0.0", HOLDFAST_TRUSTED_PROXIES: "10.0.0.0/8" })).toBe("");
    expect(faultsOf({ ...production, HOLDFAST_PUBLIC_URL: "http://id.example.com" })).toContain("https://");
    expect(faultsOf({ HOLDFAST_HOST: "0.0.0.0" })).toContain("development");
  });
});
