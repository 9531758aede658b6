export { canonicalAddress, type TrustedProxies, parseTrustedProxies } from "./address.ts";
export {
  type AnyCaller,
  bind,
  type Call,
  type Caller,
  type CookieName,
  type KeyCaller,
  type KeyInUse,
  type GuardScope,
  type OriginalRequest,
  type ReplyControls,
  type RequestFacts,
  type RouteBinding,
  type SupportActor,
} from "./call.ts";
export type {
  Authenticator,
  GuardAuthenticator,
  HttpOptions,
  IdempotencyClaim,
  IdempotencyStore,
  RateFacts,
  RequestLimiter,
  StoredAnswer,
} from "./options.ts";
export { listenerControls } from "./controls.ts";
export { isRecent, mount, recentProofMs } from "./mount.ts";
export { createHttpServer } from "./server.ts";
export { serveConsole } from "./console.ts";
export { type PlainPage, servePages } from "./plain-pages.ts";
export { apiDocsPages } from "./api-docs/index.ts";
