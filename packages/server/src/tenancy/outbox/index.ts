export { enqueue, type OutboxWork, settle } from "./outbox.ts";
export { type Relay, type RelayDeps, startRelay } from "./relay.ts";
export { createRevoker, type AccountRevocation, type Revoke, type Revoker, type RevokerDeps } from "./revoker.ts";
export { revocationOf } from "./work.ts";
