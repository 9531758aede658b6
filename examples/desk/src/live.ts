import { identityOf } from "@holdfast/sdk/fastify";
import type { Guard } from "@holdfast/sdk/guard";
import type { FastifyInstance } from "fastify";

import { bearerOf } from "./access.ts";

/** Pages that are open, by account. Of this process: several would tell each other through the database. */
export class Watchers {
  readonly #byAccount = new Map<string, Set<() => void>>();

  /** Says to every page of an account that its tickets have changed. */
  tell(account: string): void {
    for (const hear of this.#byAccount.get(account) ?? []) hear();
  }

  /** @returns what ends it */
  add(account: string, hear: () => void): () => void {
    const watching = this.#byAccount.get(account) ?? new Set();
    this.#byAccount.set(account, watching.add(hear));
    return () => {
      watching.delete(hear);
      if (watching.size === 0) this.#byAccount.delete(account);
    };
  }
}

interface LiveDeps {
  readonly guard: Guard;
  readonly watchers: Watchers;
}

/** How soon an open page hears that its session has ended, after the guard has. Asking the guard costs no request. */
const lookEveryMs = 150;

/**
 * Server-sent events of an open page: `changed`, when there is something to read again, and `ended`, when its token is
 * worth nothing any more. A stream outlives the check at its beginning, so it is checked for as long as it runs.
 */
export function liveRoute(app: FastifyInstance, { guard, watchers }: LiveDeps): void {
  const open = new Set<() => void>();
  app.addHook("preClose", async () => {
    for (const end of open) end();
  });
  app.get("/api/live", (request, reply) => {
    const token = bearerOf(request) ?? "";
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    const tell = (event: string): boolean => raw.write(`event: ${event}\ndata: \n\n`);
    tell("hello");
    // Who has not read that there is something new need not be told again: what a page leaves unread has an end.
    const leave = watchers.add(identityOf(request).account, () => raw.writableNeedDrain || tell("changed"));
    const end = (): void => {
      clearInterval(timer);
      open.delete(end);
      leave();
      raw.end();
    };
    const look = async (): Promise<void> => {
      // Looks may overtake each other while the guard has to ask.
      if ((await isLive(guard, token)) || !open.has(end)) return;
      tell("ended");
      end();
    };
    const timer = setInterval(() => void look(), lookEveryMs);
    open.add(end);
    raw.on("close", end);
  });
}

/** Whatever it is refused for: a session that cannot be verified at the moment is shown nothing either. */
async function isLive(guard: Guard, token: string): Promise<boolean> {
  try {
    return guard.known(token) !== null || (await guard.verify(token)) !== null;
  } catch {
    return false;
  }
}
