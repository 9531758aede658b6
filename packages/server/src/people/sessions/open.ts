import type { PolicySettings, ProofMethod, SignedIn, UserId } from "@holdfast/contract";

import { minutes } from "../../kernel/clock.ts";
import { newId } from "../../kernel/ids.ts";
import { Problem } from "../../kernel/problem.ts";
import type { RequestFacts } from "../../platform/http/index.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import type { AccountScope, DirectoryDeps } from "../../tenancy/directory/index.ts";
import type { Revoker } from "../../tenancy/outbox/index.ts";
import { policyOf } from "../../tenancy/policy/index.ts";
import { countryOf, describeDevice } from "../devices/index.ts";
import type { NoticeDeps } from "../notices/index.ts";
import type { ResolvedRole } from "../roles/index.ts";
import { holdActive } from "../users/index.ts";
import { mintAccessToken } from "./access-token.ts";
import { sessionEvent } from "./events.ts";
import { limitsOf } from "./limits.ts";
import { firstSecret, formatRefreshToken, newRefreshKey, refreshHash, sealRefreshKey } from "./refresh-token.ts";
import { isRestricted, parseDevice, type Session, type SessionDevice, sessionView } from "./session.ts";
import { insertSession } from "./store.ts";
import type { TokenKeyring } from "./token-keyring.ts";

export interface SessionDeps extends NoticeDeps {
  readonly directory: DirectoryDeps;
  readonly revoker: Revoker;
  readonly keyring: TokenKeyring;
  /** Name of this deployment in its tokens (`iss` and `aud`). */
  readonly issuer: string;
}

/** Tokens and view of a session, as sign-in and refresh answer them. */
export type Tokens = Omit<SignedIn, "step"> & {
  readonly step: "done" | "enrol";
  readonly accessToken: string;
  readonly refreshToken: string;
};

/** What was proved before a session begins, and what is still owed. */
export interface SessionProof {
  readonly methods: readonly ProofMethod[];
  /** Whether a second factor was among it, or one authenticator that is two. */
  readonly strong: boolean;
  readonly factorDueAt: number | null;
  /** Begun by or after a recovery: shut in until a factor is set up, whatever the policy comes to ask for. */
  readonly recovered: boolean;
}

/**
 * Begins a session for a user who has just proved who they are, inside the caller's transaction. The one place where
 * sessions begin, so the one that keeps the suspended out whichever way they came.
 * @throws Problem(`auth.failed`)
 */
export async function openSession(
  deps: SessionDeps,
  scope: AccountScope,
  user: { id: UserId; role: ResolvedRole; proof: SessionProof },
  request: RequestFacts,
  origin: Origin,
): Promise<Tokens> {
  if (!(await holdActive(scope, user.id))) throw new Problem("auth.failed");
  const now = deps.clock();
  const policy = await policyOf(scope);
  const limits = limitsOf(policy, user.role.privileged);
  const secret = firstSecret();
  const device: SessionDevice = {
    ...describeDevice(request),
    address: request.address,
    country: countryOf(request.address),
  };
  const session: Session = {
    id: newId("session", now),
    userId: user.id,
    createdAt: now,
    lastSeenAt: now,
    provedAt: now,
    factorProvedAt: user.proof.strong ? now : null,
    factorDueAt: user.proof.factorDueAt,
    methods: user.proof.methods,
    revokedAt: null,
    expiresAt: now + limits.maxMs,
    idleMs: limits.idleMs,
  };
  await insertSession(scope, {
    ...session,
    recovered: user.proof.recovered,
    deviceSealed: scope.keys.seal(devicePlace(session.id), JSON.stringify(device)),
    refreshHash: refreshHash(secret),
    refreshKeySealed: sealRefreshKey(scope, session.id, newRefreshKey()),
  });
  await emit(
    scope,
    sessionEvent("session.created", origin, session, { device, details: { methods: session.methods.join(",") } }),
  );
  return issueTokens(deps, scope, { session, device, secret, policy });
}

/** The tokens of a session for one more stretch; the access token never outlives the session. */
export async function issueTokens(
  deps: SessionDeps,
  scope: AccountScope,
  part: { session: Session; device: SessionDevice; secret: string; policy: PolicySettings },
): Promise<Tokens> {
  const { session, device, secret, policy } = part;
  const now = deps.clock();
  const expiresAt = Math.floor(Math.min(now + minutes(policy.accessTokenMinutes), session.expiresAt) / 1000);
  const signer = await deps.keyring.signerOf(scope.home.region);
  const accessToken = mintAccessToken(signer, deps.issuer, {
    accountId: scope.accountId,
    userId: session.userId,
    sessionId: session.id,
    issuedAt: Math.floor(now / 1000),
    expiresAt,
  });
  return {
    step: isRestricted(session, now) ? "enrol" : "done",
    accessToken,
    refreshToken: formatRefreshToken({ accountId: scope.accountId, sessionId: session.id, secret }),
    expiresAt: new Date(expiresAt * 1000).toISOString(),
    session: sessionView(session, device, session.id),
    enrolBy: session.factorDueAt === null ? null : new Date(session.factorDueAt).toISOString(),
  };
}

const devicePlace = (row: Session["id"]) =>
  ({ purpose: "session", table: "sessions", column: "device_sealed", row }) as const;

export function openDevice(scope: AccountScope, row: { id: Session["id"]; deviceSealed: Buffer }): SessionDevice {
  return parseDevice(scope.keys.openText(devicePlace(row.id), row.deviceSealed));
}
