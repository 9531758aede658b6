import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll } from "vitest";

import { findProgram, type Ports, type Running, startServer } from "./program.ts";
import { describeProxy } from "./proxy.contract.ts";

const here = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "hf-caddy-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(binary: string, ports: Ports): Promise<Running> {
  const published = readFileSync(here("deploy/caddy/Caddyfile"), "utf8");
  const configured = published
    .replaceAll("127.0.0.1:7700", `127.0.0.1:${ports.holdfast}`)
    .replaceAll("127.0.0.1:3000", `127.0.0.1:${ports.product}`)
    .replace("example.com {", `https://example.com:${ports.proxy} {\n\tbind 127.0.0.1`)
    .replace("/etc/ssl/example.com.pem", here("test/support/tls/localhost.cert.pem"))
    .replace("/etc/ssl/example.com.key", here("test/support/tls/localhost.key.pem"));
  const alone = "{\n\tadmin off\n\tauto_https disable_redirects\n\tskip_install_trust\n}\n";
  const file = join(folder, "Caddyfile");
  writeFileSync(file, alone + configured);
  return startServer(binary, ["run", "--config", file, "--adapter", "caddyfile"], { port: ports.proxy, cwd: folder });
}

describeProxy({
  name: "Caddy",
  program: findProgram("caddy", "CADDY_BIN"),
  remedy: "apt-get install caddy, or set CADDY_BIN",
  start,
});
