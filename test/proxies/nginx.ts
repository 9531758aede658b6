import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { findProgram, type Ports, type Running, startServer } from "./program.ts";

export const nginx = {
  name: "nginx",
  program: findProgram("nginx", "NGINX_BIN"),
  remedy: "apt-get install nginx-light, or set NGINX_BIN",
  start: startNginx,
} as const;

const here = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Starts it with the configuration that we publish. */
async function startNginx(program: string, ports: Ports): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), "hf-nginx-"));
  const published = readFileSync(here("deploy/nginx/holdfast.conf"), "utf8");
  const configured = published
    .replace("server 127.0.0.1:7700;", `server 127.0.0.1:${ports.holdfast};`)
    .replace("server 127.0.0.1:3000;", `server 127.0.0.1:${ports.product};`)
    .replace("listen 443 ssl;", `listen 127.0.0.1:${ports.proxy} ssl;`)
    .replace("/etc/ssl/example.com.pem", here("test/support/tls/localhost.cert.pem"))
    .replace("/etc/ssl/example.com.key", here("test/support/tls/localhost.key.pem"));
  writeFileSync(join(folder, "nginx.conf"), surroundings(folder));
  writeFileSync(join(folder, "holdfast.conf"), configured);
  writeFileSync(join(folder, "holdfast-protect.conf"), readFileSync(here("deploy/nginx/holdfast-protect.conf")));
  const running = await startServer(program, ["-p", folder, "-c", join(folder, "nginx.conf")], {
    port: ports.proxy,
    cwd: folder,
  });
  return {
    ...running,
    async stop() {
      await running.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What stands around a file of conf.d on a machine, in a folder of the test's own. */
const surroundings = (folder: string): string => `
daemon off;
worker_processes 1;
${process.getuid?.() === 0 ? "user root;" : ""}
pid ${folder}/nginx.pid;
error_log stderr warn;
events {}
http {
  access_log off;
  ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${folder}/${kind};`).join("\n  ")}
  include holdfast.conf;
}
`;
