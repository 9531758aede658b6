import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import staticFiles from "@fastify/static";
import type { FastifyInstance } from "fastify";

import { Problem } from "../../kernel/problem.ts";
import { pageContentSecurityPolicy } from "./security-headers.ts";

/** Stands in the built page where each answer puts its own nonce. */
const placeholder = "__CSP_NONCE__";

/**
 * Serves the built console: hashed assets for a year, and the page itself, under a strict policy with a fresh nonce, for
 * every path that a browser opens and nothing else answers.
 */
export async function serveConsole(app: FastifyInstance, dist: string): Promise<void> {
  const page = await readFile(join(dist, "index.html"), "utf8").catch((cause: unknown) => {
    throw new Error("the console is not built; run: npm run build", { cause });
  });
  await app.register(async (assets) => {
    // What is refused as a path (one that climbs, or is hidden) is as little there as what does not exist.
    assets.setErrorHandler((cause) => {
      throw new Problem("route.not_found", { cause });
    });
    await assets.register(staticFiles, {
      root: join(dist, "assets"),
      prefix: "/assets/",
      index: false,
      dotfiles: "deny",
      immutable: true,
      // The build writes .br and .gz beside each file.
      preCompressed: true,
      maxAge: "365d",
    });
  });
  app.get("/*", async (request, reply) => {
    const opened = request.headers.accept?.includes("text/html") === true && !request.url.startsWith("/v1/");
    if (!opened) throw new Problem("route.not_found");
    const nonce = randomBytes(18).toString("base64");
    return (
      reply
        .type("text/html; charset=utf-8")
        .header("cache-control", "no-store")
        // Tells Windows 11 from 10 and names a phone's model, for the list of sessions.
        .header("accept-ch", "Sec-CH-UA-Platform, Sec-CH-UA-Platform-Version")
        .header("content-security-policy", pageContentSecurityPolicy(nonce))
        .send(page.replaceAll(placeholder, nonce))
    );
  });
}
