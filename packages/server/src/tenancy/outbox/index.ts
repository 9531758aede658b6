export { enqueue, type OutboxWork, settle } from "./outbox.ts";
export { type Relay, type RelayDeps, startRelay } from "./relay.ts";
