import { minutes, seconds } from "../../kernel/clock.ts";
import type { Control, Measurement } from "../../kernel/control.ts";
import { newId } from "../../kernel/ids.ts";
import { revokeEverywhere } from "./certificate.ts";
import { defaultLeaseMs } from "./lease.ts";
import type { RevocationNode } from "./node.ts";
import type { RevocationDeps } from "./publish.ts";

/** From the end of the longest lease to the answer that says so: a look at the table of leases, 25 ms after the last. */
const lookMs = 250;

export interface RevocationControlDeps extends RevocationDeps {
  readonly revocationNode: RevocationNode;
}

/** Whether a revocation takes effect in every process within the lease, by revoking. */
export const revocationControls = (deps: RevocationControlDeps): Control[] => {
  // Concerns nobody, since no account was made in 1970: no process has anything in memory that it would drop. One
  // session of one account for the life of this process, so that those who remember revocations remember but one.
  const accountId = newId("account", 0);
  const sessionId = newId("session", 0);
  const { revocationNode: node, leaseMs = defaultLeaseMs } = deps;

  async function probe(): Promise<Measurement> {
    const before = node.applied();
    const revocation = { accountId, kind: "session", subject: sessionId } as const;
    const { milliseconds, nodes } = await revokeEverywhere(deps, revocation);
    const isApplied = node.touchedSince(before, { accountId, sessionId });
    return {
      ok: isApplied && milliseconds <= leaseMs + lookMs,
      evidence: {
        milliseconds,
        promisedMs: leaseMs,
        processesThatAcknowledged: nodes.acknowledged,
        processesWhoseLeaseRanOut: nodes.expired,
        appliedHere: isApplied ? "yes" : "no",
        answersFromMemory: node.fresh() ? "yes" : "no",
      },
    };
  }

  return [
    {
      name: "revocation.everywhere",
      title: "A revocation is in force in every process within the promised time",
      claims: ["C-124"],
      everyMs: minutes(1),
      timeoutMs: seconds(10),
      probe,
    },
  ];
};
