export { type AuthenticatorDeps, createAuthenticator, flushTouches } from "./authenticator.ts";
export { openSession, type SessionDeps, type Tokens } from "./open.ts";
export { endSessions, type Ended, mustHave } from "./revoke.ts";
export { intoCookies, sessionRoutes } from "./routes.ts";
export { createSessionMemory, type SessionMemory } from "./session-memory.ts";
export { createTokenKeyring, type TokenKeyring } from "./token-keyring.ts";
export { deleteEndedSessions } from "./store.ts";
