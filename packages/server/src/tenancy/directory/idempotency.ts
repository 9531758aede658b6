import { lengthPrefixed, equalBytes, sha256 } from "../../kernel/bytes.ts";
import { Problem } from "../../kernel/problem.ts";
import type { IdempotencyStore } from "../../platform/http/index.ts";
import { openDirectoryKeys } from "../keys/index.ts";
import type { DirectoryDeps } from "./scope.ts";
import { deleteIdempotencyKey, finishIdempotencyKey, reserveIdempotencyKey } from "./store.ts";

/** Answers are kept for a day, under a hash of key, caller and route, sealed: they hold what the first caller saw. */
export const createIdempotencyStore = (deps: DirectoryDeps): IdempotencyStore => ({
  async begin(request) {
    const key = keyOf(request);
    const requestHash = sha256(JSON.stringify(request.body) ?? "");
    const reservation = { key, requestHash, accountId: request.accountId };
    const row = await reserveIdempotencyKey(deps.cluster.directory, reservation);
    if (row === null) return null;
    if (!equalBytes(row.requestHash, requestHash)) throw new Problem("request.conflict");
    if (row.sealedAnswer === null) throw new Problem("request.in_progress", { retryAfter: 1 });
    const keys = await openDirectoryKeys(deps.keys);
    const body: unknown = JSON.parse(keys.openText(place(key), row.sealedAnswer));
    return { body };
  },
  async finish(request, answer) {
    const key = keyOf(request);
    if (answer === null) return deleteIdempotencyKey(deps.cluster.directory, key);
    const keys = await openDirectoryKeys(deps.keys);
    await finishIdempotencyKey(deps.cluster.directory, key, keys.seal(place(key), JSON.stringify(answer.body)));
  },
});

const keyOf = (request: { key: string; caller: string; route: string }): Buffer =>
  sha256(lengthPrefixed(["holdfast/idempotency/v1", request.caller, request.route, request.key]));

const place = (key: Buffer) =>
  ({
    purpose: "idempotency",
    table: "idempotency_keys",
    column: "sealed_answer",
    row: key.toString("base64url"),
  }) as const;
