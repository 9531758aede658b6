export { type Background, createBackground } from "./background.ts";
export { dropSignIns, takeBackSignIns } from "./cancel-recovery.ts";
export type { IdentityLimiter, SignInDeps } from "./deps.ts";
export { askBreaches, assertGood } from "./new-password.ts";
export { deleteLapsedRecoveries } from "./store.ts";
export { signInRoutes } from "./routes.ts";
export { mailVerification } from "./verify-email.ts";
export { mailWelcome } from "./reset-password.ts";
