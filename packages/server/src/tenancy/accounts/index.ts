export { abandonUnfinished } from "./abandon-account.ts";
export { type AccountDeps, type AccountWish, createAccount, profileOf } from "./accounts.ts";
export { eraseAccount, type Erased, type EraseDeps } from "./erase-account.ts";
export { eraseLapsed, type LapseDeps } from "./erase-lapsed.ts";
export { sealAccount, type SealDeps, unsealAccount } from "./seal-account.ts";
export { accountRoutes } from "./routes.ts";
