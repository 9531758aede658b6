import { randomUUID } from "node:crypto";

import { equalBytes } from "../../kernel/bytes.ts";
import { Problem } from "../../kernel/problem.ts";
import type { IdempotencyClaim, IdempotencyStore, StoredAnswer } from "../../platform/http/index.ts";
import { type DirectoryKeys, openDirectoryKeys } from "../keys/index.ts";
import type { DirectoryDeps } from "./scope.ts";
import {
  answerIdempotencyKey,
  doubtIdempotencyKey,
  freeIdempotencyKey,
  type IdempotencyHolder,
  type IdempotencyRow,
  reserveIdempotencyKey,
} from "./store.ts";

type IdempotentRequest = Parameters<IdempotencyStore["begin"]>[0];

/**
 * Keeps for a day what became of a call: `running`, then `done` with its answer, or `unknown`. A row names key, caller,
 * route and body only through keyed hashes, since bodies hold passwords; answers are sealed.
 *
 * A call runs at most once under its key. Where the process died, or the call failed after it may have taken effect, or
 * its answer could not be stored, a repetition is told that the outcome is not known: whether a transaction of another
 * database committed cannot be found out from here, and running it again could do it twice.
 */
export const createIdempotencyStore = (deps: DirectoryDeps): IdempotencyStore => ({
  async begin(request) {
    const keys = await openDirectoryKeys(deps.keys);
    const indexes = keys.indexes("idempotency", nameOf(request));
    const [requestHash, ...others] = keys.indexes("idempotency", contentOf(request));
    const holder = { key: indexes[0], claim: randomUUID() };
    const lock = keys.stableIndex("idempotency", nameOf(request));
    const row = { requestHash, accountId: request.accountId, claim: holder.claim };
    const held = await reserveIdempotencyKey(deps.cluster.directory, lock, indexes, row);
    return held === null ? claimOf(deps, holder) : outcomeOf(keys, held, [requestHash, ...others]);
  },
});

/** @throws Problem(`request.conflict`), Problem(`request.in_progress`), Problem(`request.outcome_unknown`) */
function outcomeOf(keys: DirectoryKeys, row: IdempotencyRow, requestHashes: readonly Buffer[]): StoredAnswer {
  if (!requestHashes.some((hash) => equalBytes(hash, row.requestHash))) throw new Problem("request.conflict");
  if (row.sealedAnswer !== null) return { body: JSON.parse(keys.openText(place(row.key), row.sealedAnswer)) };
  if (row.state === "unknown" || row.isOverdue) throw new Problem("request.outcome_unknown");
  throw new Problem("request.in_progress", { retryAfter: 1 });
}

const claimOf = (deps: DirectoryDeps, holder: IdempotencyHolder): IdempotencyClaim => ({
  async answered(body) {
    const keys = await openDirectoryKeys(deps.keys);
    const sealed = keys.seal(place(holder.key), JSON.stringify(body));
    await answerIdempotencyKey(deps.cluster.directory, holder, sealed);
  },
  refused: () => freeIdempotencyKey(deps.cluster.directory, holder),
  uncertain: () => doubtIdempotencyKey(deps.cluster.directory, holder),
});

const nameOf = ({ key, caller, route }: IdempotentRequest): string => JSON.stringify(["key", caller, route, key]);

/** Bound to its key, so that equal bodies of different calls do not show as equal. */
const contentOf = ({ key, caller, route, body }: IdempotentRequest): string =>
  JSON.stringify(["content", caller, route, key, body]);

const place = (key: Buffer) =>
  ({
    purpose: "idempotency",
    table: "idempotency_keys",
    column: "sealed_answer",
    row: key.toString("base64url"),
  }) as const;
