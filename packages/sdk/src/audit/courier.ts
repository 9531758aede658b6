import { isProblemCode } from "@holdfast/contract/problems";

import { retryAfterOf } from "../backoff.ts";
import { bearer } from "../bearer.ts";
import { AuditProblem } from "./audit-problem.ts";

/** A batch that may be brought again: no server was reached, or none could take it now. */
export class Undelivered extends Error {
  /** As the server asked for. */
  readonly retryAfterMs: number;

  constructor(reason: string, retryAfterMs: number, cause?: unknown) {
    super(reason, { cause });
    this.name = "Undelivered";
    this.retryAfterMs = retryAfterMs;
  }
}

/** Brings events, as JSON texts, to a server. */
export interface Courier {
  /**
   * @returns for each event why it is not recorded, or null
   * @throws Undelivered, AuditProblem where the server refuses all of it, and would again
   */
  bring(events: readonly string[]): Promise<readonly (string | null)[]>;
}

export interface CourierOptions {
  readonly url: URL;
  readonly credential: string | (() => string);
  readonly answerMs: number;
  readonly fetch: typeof globalThis.fetch;
}

export function createCourier({ url, credential, answerMs, fetch }: CourierOptions): Courier {
  const address = `${url.href.replace(/\/+$/, "")}/v1/audit/events`;
  return {
    async bring(events) {
      const authorization = bearer(typeof credential === "string" ? credential : credential());
      const answer = await fetch(address, {
        method: "POST",
        headers: { authorization, "content-type": "application/json" },
        body: `{"events":[${events.join(",")}]}`,
        signal: AbortSignal.timeout(answerMs),
        redirect: "error",
      }).catch((cause: unknown) => {
        throw new Undelivered("no server was reached", 0, cause);
      });
      const body: unknown = await answer.json().catch(() => null);
      if (!answer.ok) throw refusalOf(answer, body);
      return verdictsOf(body, events.length);
    },
  };
}

function refusalOf({ status, headers }: Response, body: unknown): Error {
  const retryAfter = retryAfterOf(headers.get("retry-after"), Date.now()) ?? 0;
  const code = isRecord(body) && typeof body["code"] === "string" ? body["code"] : "";
  // A proxy's error page, whatever its status, is no word of the server's.
  if (!isProblemCode(code) || status >= 500 || status === 429 || status === 408) {
    return new Undelivered(`the server answered ${status}`, retryAfter * 1000);
  }
  return new AuditProblem(code);
}

/** Null for what is recorded. An answer that does not tell of each event tells of none. */
function verdictsOf(body: unknown, count: number): (string | null)[] {
  const items = isRecord(body) && Array.isArray(body["items"]) ? body["items"] : [];
  const verdicts = items.map((item: unknown) => (isRecord(item) ? item["problem"] : undefined));
  if (verdicts.length === count && verdicts.every(isVerdict)) return verdicts;
  throw new Undelivered("the answer is not one of this API", 0);
}

const isVerdict = (value: unknown): value is string | null => value === null || typeof value === "string";
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
