import { setImmediate } from "node:timers/promises";

import { isId } from "@holdfast/contract";

import type { Log } from "./kernel/log.ts";
import { append, type AppendDeps, type AuditEvent, originWithin } from "./tenancy/audit/index.ts";
import type { DecryptFailure, KeyDeps, Unwrap } from "./tenancy/keys/index.ts";

export interface KeyTrail extends Pick<KeyDeps, "onUnwrap" | "onDecryptFailure"> {
  audit: AppendDeps | null;
  /** Returns when every trace so far is written: before the pools close. */
  settled(): Promise<void>;
}

/**
 * Leaves a trace of every use of a key hierarchy: in the account's audit log where the key is an account's, and in the
 * operators' log always (C-046). `audit` is given after the parts that need keys have been built.
 */
export function createKeyTrail(log: Log): KeyTrail {
  const pending = new Set<Promise<void>>();
  const trail = {
    audit: null as AppendDeps | null,
    onUnwrap(unwrap: Unwrap): void {
      const { owner, version, purpose, wrapperId } = unwrap;
      log.info("key.unwrapped", { owner, version, purpose, wrapperId });
      tell(owner, "key.unwrapped", "success", version, { purpose, wrapper: wrapperId });
    },
    onDecryptFailure(failure: DecryptFailure): void {
      const { owner, place, reason } = failure;
      log.error("key.decrypt_failed", failure, { owner, table: place.table, column: place.column, reason });
      tell(owner, "key.decrypt_failed", "refused", 0, {
        table: place.table,
        column: place.column,
        row: place.row,
        reason,
      });
    },
    async settled(): Promise<void> {
      // Writing a trace may open keys, which leaves another.
      while (pending.size > 0) await Promise.all(pending);
    },
  };

  function tell(
    owner: string,
    event: Extract<AuditEvent["event"], "key.unwrapped" | "key.decrypt_failed">,
    outcome: AuditEvent["outcome"],
    version: number,
    details: Record<string, string>,
  ): void {
    const { audit } = trail;
    if (audit === null || !isId("account", owner)) return;
    const origin = originWithin("system", "keys");
    const target = { type: "key", id: String(version) } as const;
    // Later: the keys that would seal the event are the very ones that are being opened.
    const writing = setImmediate()
      .then(() => append(audit, owner, { event, origin, target, outcome, details, personal: {} }))
      .catch((error: unknown) => log.error("key.trail_failed", error, { owner }))
      .finally(() => pending.delete(writing));
    pending.add(writing);
  }
  return trail;
}
