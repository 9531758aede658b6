import { problems, type RouteSpec } from "@holdfast/contract";
import type { FastifyRequest } from "fastify";

import type { Log } from "../../kernel/log.ts";
import { Problem } from "../../kernel/problem.ts";
import type { IdempotencyClaim, IdempotencyStore } from "./options.ts";

const wellFormed = /^[\x21-\x7e]{8,128}$/;

/**
 * Runs a creating call at most once per `Idempotency-Key` and caller; a repetition gets the first one's answer. A call
 * that is refused frees the key, so the caller may correct and repeat it.
 * @throws Problem(`request.conflict`) when the key was used for another body, Problem(`request.in_progress`),
 * Problem(`request.outcome_unknown`)
 */
export async function answerOnce(
  { idempotency, log }: { readonly idempotency: IdempotencyStore; readonly log: Log },
  spec: RouteSpec,
  request: FastifyRequest,
  work: () => Promise<unknown>,
): Promise<unknown> {
  const key = keyOf(request);
  if (key === null) return work();
  const caller = request.caller?.userId ?? `address:${request.facts.address}`;
  const accountId = request.caller?.accountId ?? null;
  const begun = await idempotency.begin({ key, caller, route: spec.id, body: request.body, accountId });
  if ("body" in begun) return begun.body;
  const settle = (end: (claim: IdempotencyClaim) => Promise<void>) =>
    // The call itself has ended, one way or the other, and that is what its caller must be told.
    end(begun).catch((error: unknown) => log.error("idempotency.not_settled", error, { route: spec.id }));
  try {
    const body = await work();
    await settle((claim) => claim.answered(body));
    return body;
  } catch (error) {
    await settle((claim) => (isRefusal(error) ? claim.refused() : claim.uncertain()));
    throw error;
  }
}

/** The caller's key, or null when there is none. @throws Problem(`request.malformed`) */
function keyOf({ headers }: FastifyRequest): string | null {
  const key = headers["idempotency-key"];
  if (key === undefined) return null;
  if (typeof key === "string" && wellFormed.test(key)) return key;
  throw new Problem("request.malformed", {
    errors: [{ field: "headers/idempotency-key", message: "8 to 128 visible characters" }],
  });
}

/** Whether the call was told no before anything happened. Any other failure may be that of an answer to a commit. */
const isRefusal = (error: unknown): boolean =>
  error instanceof Problem && (problems[error.code].status < 500 || error.code === "service.busy");
