/**
 * The revocation log: revoked is revoked, in every process, within one lease, and provably.
 *
 * The rule for whoever verifies: memory may be trusted only while `node.fresh()`; else ask the database for this
 * request; else answer 503. `lookUp` is that rule; whoever keeps a memory of their own shape takes `node.applied()`
 * before reading, keeps it with the value, and asks `touchedSince` before each use once `applied()` has moved on.
 * A stream that outlives a lease asks again at least once per lease.
 *
 * What it rests on: the clocks of nodes and database run within a tenth of each other, and one of a node's two clocks
 * notices when its machine stands still. A virtual machine whose host pauses both is stale until its next round, a
 * quarter of a lease after it wakes, and does not know it: verify on such machines without memory.
 */
export { type Entry, type Revocation, type Subjects } from "./entry.ts";
export type { Borrower, Lending, Loan } from "./lending.ts";
export type { Position, RevocationHandlers, RevocationView } from "./memory-trust.ts";
export { type NodeDeps, type RevocationNode, startNode } from "./node.ts";
export { publish, publishAll, type RevocationDeps } from "./publish.ts";
export { awaitEverywhere, revokeEverywhere } from "./certificate.ts";
export { lookUp, type Reading, readUntouched, type Remembering } from "./look-up.ts";
export { TooLate, within } from "./within.ts";
export { type RevocationControlDeps, revocationControls } from "./controls.ts";
