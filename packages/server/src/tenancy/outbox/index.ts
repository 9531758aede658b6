export { enqueue, type OutboxWork } from "./outbox.ts";
export { type Relay, type RelayDeps, startRelay } from "./relay.ts";
export { createRevoker, type AccountRevocation, type Revoke, type Revoker, type RevokerDeps } from "./revoker.ts";
export { revocationOf, userOf } from "./work.ts";
export { deleteGivenUp } from "./store.ts";
export { cursorAfter, requeueMail, type TroubledMail, troubledMails } from "./troubled.ts";
export { Undeliverable } from "./undeliverable.ts";
