import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import staticFiles from "@fastify/static";
import type { FastifyInstance } from "fastify";

const dist = fileURLToPath(new URL("../dist/", import.meta.url));

/** Nothing is loaded from anywhere else, nothing is inline, nobody frames us. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const headers = {
  "content-security-policy": policy,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};

/** Sent with every answer, the page's or the API's. */
export function secureHeaders(app: FastifyInstance): void {
  app.addHook("onSend", async (_request, reply) => {
    void reply.headers(headers);
  });
}

/** The built page and its hashed files. */
export async function servePages(app: FastifyInstance): Promise<void> {
  const page = await readFile(join(dist, "index.html"), "utf8").catch((cause: unknown) => {
    throw new Error("the desk's page is not built; run: npm run build -w @holdfast/example-desk", { cause });
  });
  await app.register(staticFiles, { root: join(dist, "assets"), prefix: "/assets/", immutable: true, maxAge: "365d" });
  app.get("/", async (_request, reply) =>
    reply.type("text/html; charset=utf-8").header("cache-control", "no-store").send(page),
  );
}
