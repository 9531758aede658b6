export { cellsOf } from "./cells.ts";
export { createHomeCache, forgetHome, forgetHomes, type Home, type HomeCache } from "./home.ts";
export { type AccountScope, type DirectoryDeps, findHome, maintainAccount, withAccount } from "./scope.ts";
export {
  accountsOfAddress,
  countUnderOlderKeys,
  everyHome,
  findAccountBySlug,
  findRegistered,
  finishRelearning,
  forgetAccountHome,
  forgetAddressesBut,
  lapseUnproven,
  learnAddress,
  prepareAccount,
  proveAddress,
  publishAccount,
  registeredAfter,
  relearnAccount,
  setHomeState,
  unfinishedAccounts,
  withdrawAccount,
} from "./directory.ts";
export { directoryControls } from "./controls.ts";
export { type AccountView, inspectAccount, sampleHomes } from "./inspect.ts";
export { normaliseEmail } from "./address.ts";
export { createWorkBell, type WorkBell } from "./work-bell.ts";
export { createIdempotencyStore } from "./idempotency.ts";
export { pruneIdempotencyKeys, type RegisteredAccount } from "./store.ts";
