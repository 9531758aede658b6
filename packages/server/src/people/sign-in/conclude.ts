import type { FactorStep, ProofKind, ProofMethod } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { policyOf } from "../../tenancy/policy/index.ts";
import {
  factorDutyOf,
  factorKinds,
  hasFactor,
  type HeldFactors,
  heldFactors,
  issueChallenge,
  noDuty,
} from "../factors/index.ts";
import { storedHash } from "../passwords/index.ts";
import { type Arrival, assess, type Assessment, turnAway, welcome } from "../protection/index.ts";
import { heldRole } from "../roles/index.ts";
import { openSession, type Tokens } from "../sessions/index.ts";
import { holdActive, type UserRow } from "../users/index.ts";
import type { SignInDeps } from "./deps.ts";
import { signInRefused } from "./events.ts";
import { cancelOpen } from "./cancel-recovery.ts";
import { findRecovery, recoveryLapseMs } from "./store.ts";
import { confirmByMail } from "./confirm-by-mail.ts";
import { mailVerification } from "./verify-email.ts";

/** A refusal among them is returned, and thrown once what led to it is committed, the count of wrong proofs too. */
export type SignInStep = Tokens | FactorStep | { readonly step: "verify_email" | "confirm" } | Problem;

/** What somebody has shown on the way in. */
export interface Proven {
  readonly methods: readonly ProofMethod[];
  /** Whether a second factor was among it, or one authenticator that is two. */
  readonly strong: boolean;
  /** Whether a CAPTCHA was solved on the way. */
  readonly solved?: boolean;
}

/**
 * Where every way to sign in ends, and the one caller of `openSession`: whoever has a second factor shows it, however
 * they came (ASVS 5.0 6.4.3). Whoever has to have one and has none gets a session that opens only its setting up, once
 * the grace is over. And whoever looks unlike the user shows more, though never without a way in that is theirs.
 */
export async function conclude(
  deps: SignInDeps,
  scope: AccountScope,
  user: UserRow,
  proven: Proven,
  request: Arrival,
  origin: Origin,
): Promise<SignInStep> {
  // Before anything is told: the suspended are refused as strangers are, whichever way they came.
  if (!(await holdActive(scope, user.id))) {
    await emit(scope, signInRefused(origin, user.id, "suspended"));
    // Thrown only after the commit: a throw in here would roll the trace back.
    return new Problem("auth.failed");
  }
  if (user.emailVerifiedAt === null) {
    await emit(scope, signInRefused(origin, user.id, "address_unverified"));
    await mailVerification(deps, scope, user.id, origin);
    return { step: "verify_email" };
  }
  const held = await heldFactors(scope, user.id);
  if (!proven.strong && hasFactor(held)) return askForFactor(deps, scope, user, proven.methods, held);
  const role = await heldRole(scope, user.role);
  const now = deps.clock();
  const duty = hasFactor(held)
    ? noDuty
    : await factorDutyOf(scope, await policyOf(scope), { id: user.id, privileged: role.privileged, now });
  const asUser: Origin = { ...origin, actor: { type: "user", id: user.id } };
  const method = proven.methods.at(-1) ?? "password";
  const assessment = await assess(deps, scope, user.id, { arrival: request, method, origin: asUser });
  const more = await askForMore(deps, scope, user, { proven, assessment, origin });
  if (more !== null) return more;
  if (proven.strong) await cancelOpen(deps, scope, user.id, { by: "sign_in", origin: asUser });
  await welcome(deps, scope, user.id, { assessment, origin });
  const proof = { methods: proven.methods, strong: proven.strong, ...duty };
  return openSession(deps, scope, { id: user.id, role, proof }, request, asUser);
}

/**
 * What a sign-in that looks unlike its user has to show, or null. None of it tells who is there: it follows on proofs
 * that were right. A mailbox that was just read, or a passkey that verified its user, is more than any of it asks for.
 */
async function askForMore(
  deps: SignInDeps,
  scope: AccountScope,
  user: UserRow,
  { proven, assessment, origin }: { proven: Proven; assessment: Assessment; origin: Origin },
): Promise<SignInStep | null> {
  const { methods, strong } = proven;
  if (methods.includes("magic_link") || (strong && methods.includes("passkey"))) return null;
  if (assessment.decision === "block") {
    await turnAway(deps, scope, user.id, { assessment, outcome: "blocked", origin });
    return confirmByMail(deps, scope, user, origin);
  }
  if (assessment.decision === "factor" && !strong) {
    await turnAway(deps, scope, user.id, { assessment, outcome: "asked_by_mail", origin });
    return confirmByMail(deps, scope, user, origin);
  }
  // A program that has the one password: who came by another way, or showed more, is none.
  const isBare = methods.length === 1 && methods[0] === "password" && proven.solved !== true;
  if (assessment.decision === "challenge" && isBare) {
    await turnAway(deps, scope, user.id, { assessment, outcome: "challenged", origin });
    return new Problem("captcha.required");
  }
  return null;
}

async function askForFactor(
  deps: SignInDeps,
  scope: AccountScope,
  user: UserRow,
  methods: readonly ProofMethod[],
  held: HeldFactors,
): Promise<FactorStep> {
  const now = deps.clock();
  const { token, expiresAt } = await issueChallenge(scope, { userId: user.id, methods, now });
  return {
    step: "factor",
    challenge: token,
    expiresAt: new Date(expiresAt).toISOString(),
    factors: await missingKinds(scope, user, methods, held),
    recovery: await openRecoveryOf(scope, user, methods, now),
  };
}

/** Only to who has shown the password: nobody else learns of it, or can finish it. */
async function openRecoveryOf(scope: AccountScope, user: UserRow, methods: readonly ProofMethod[], now: number) {
  const recovery = methods.includes("password") ? await findRecovery(scope, user.id) : null;
  if (recovery === null || now >= recovery.readyAt + recoveryLapseMs) return null;
  return { readyAt: new Date(recovery.readyAt).toISOString() };
}

/**
 * What completes a sign-in. After a passkey that did not verify its user it is what they know, for two things that they
 * have are one factor; after anything else it is a second factor.
 */
export async function missingKinds(
  scope: AccountScope,
  user: Pick<UserRow, "id">,
  methods: readonly ProofMethod[],
  held: HeldFactors,
): Promise<ProofKind[]> {
  if (methods.includes("passkey") && (await storedHash(scope, user.id)) !== null) return ["password"];
  return factorKinds(held).filter((kind) => !methods.includes(kind));
}
