export { countAgainst, issueChallenge, lockChallenge, parseChallenge } from "./challenge.ts";
export { type Challenge, deleteExpiredChallenges, endChallenge, endChallengesOf } from "./challenge-store.ts";
export { applyFactorDuty, applyFactorPolicy } from "./apply-policy.ts";
export { factorControls } from "./controls.ts";
export type { FactorDeps } from "./deps.ts";
export { disowning } from "./disown-link.ts";
export { factorDutyOf, noDuty } from "./duty.ts";
export { factorEvent } from "./events.ts";
export {
  assertFactorFresh,
  assertMayBind,
  factorKinds,
  hasFactor,
  heldByEach,
  type HeldFactors,
  heldFactors,
} from "./held.ts";
export { passkeyRules } from "./passkey-rules.ts";
export { useCode } from "./recovery-codes.ts";
export { removeAllFactors } from "./removal.ts";
export { factorRoutes } from "./routes.ts";
export { takeBackFactors } from "./take-back.ts";
export { tryCode } from "./totp-factors.ts";
