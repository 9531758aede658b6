import type { RouteSpec } from "@holdfast/contract";
import type { FastifyRequest } from "fastify";

import { Problem } from "../../kernel/problem.ts";
import type { IdempotencyStore } from "./options.ts";

const wellFormed = /^[\x21-\x7e]{8,128}$/;

/**
 * Runs a creating call once per `Idempotency-Key` and caller; a repetition gets the first one's answer. A call that
 * fails frees the key, so the caller may correct and repeat it.
 * @throws Problem(`request.conflict`) when the key was used for another body, Problem(`request.in_progress`)
 */
export async function answerOnce(
  store: IdempotencyStore,
  spec: RouteSpec,
  request: FastifyRequest,
  work: () => Promise<unknown>,
): Promise<unknown> {
  const key = request.headers["idempotency-key"];
  if (key === undefined) return work();
  if (typeof key !== "string" || !wellFormed.test(key)) {
    throw new Problem("request.malformed", {
      errors: [{ field: "headers/idempotency-key", message: "8 to 128 visible characters" }],
    });
  }
  const caller = request.caller?.userId ?? `address:${request.facts.address}`;
  const reference = { key, caller, route: spec.id };
  const accountId = request.caller?.accountId ?? null;
  const stored = await store.begin({ ...reference, body: request.body, accountId });
  if (stored !== null) return stored.body;
  try {
    const body = await work();
    await store.finish(reference, { body });
    return body;
  } catch (error) {
    await store.finish(reference, null);
    throw error;
  }
}
