export { passkeyControls } from "./controls.ts";
export type { CeremonyDeps, PasskeyDeps, PasskeyRules } from "./deps.ts";
export { proofOptions } from "./options.ts";
export { countPasskeys, countUsable } from "./passkeys.ts";
export { type PasskeyProof, provePasskey, type WantedProof } from "./prove.ts";
export { relyingPartyAt } from "./relying-party.ts";
export { passkeyRoutes } from "./routes.ts";
export { countByUser, deletePasskeysOf, deletePasskeysSince, deleteSpentChallenges } from "./store.ts";
export { handleOf, type Holder, parseHandle } from "./user-handle.ts";
