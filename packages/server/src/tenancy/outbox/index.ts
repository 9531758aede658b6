export { enqueue, type OutboxWork } from "./outbox.ts";
export { type Relay, type RelayDeps, startRelay } from "./relay.ts";
export { createRevoker, type AccountRevocation, type Revoke, type Revoker, type RevokerDeps } from "./revoker.ts";
export { revocationOf, userOf } from "./work.ts";
