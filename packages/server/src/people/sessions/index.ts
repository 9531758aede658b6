export { type AuthenticatorDeps, createAuthenticator, createSessionReader, type LiveSession } from "./authenticator.ts";
export { endOfAccessToken } from "./access-token.ts";
export { sessionControls } from "./controls.ts";
export { flushTouches } from "./last-use.ts";
export { openSession, type SessionDeps, type SessionProof, type Tokens } from "./open.ts";
export { creditProof, isFactorFresh, liftFactorDuty, proofStateOf } from "./proof.ts";
export { endSession, endSessions, type Ended, mustHave } from "./revoke.ts";
export { endSessionOfToken } from "./revoke-token.ts";
export { intoCookies, sessionRoutes } from "./routes.ts";
export { createSessionMemory, type SessionMemory } from "./session-memory.ts";
export { createTokenKeyring, type TokenKeyring } from "./token-keyring.ts";
export {
  deleteEndedSessions,
  listLive,
  liveStrengths,
  lockSessions,
  type Presence,
  presenceOf,
  setFactorDues,
  usersOfLiveSessions,
} from "./store.ts";
export { applySessionLimits } from "./limits.ts";
