import { type Introspection, rightsIn } from "@holdfast/contract";

import type { Clock } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/problem.ts";
import type {
  AnyCaller,
  Authenticator,
  Caller,
  GuardScope,
  KeyCaller,
  RequestLimiter,
} from "../../platform/http/index.ts";
import { worksFrom } from "../api-keys/index.ts";
import { endOfAccessToken } from "../sessions/index.ts";

export interface IntrospectDeps {
  readonly authenticator: Authenticator;
  readonly limiter: RequestLimiter;
  readonly issuer: string;
  readonly clock: Clock;
}

export interface Presented {
  readonly token: string;
  /** Of who presented it, as far as the caller says. */
  readonly address: string | null;
}

const inactive: Introspection = { active: false };

/**
 * What a token is good for at this moment. One that is unknown, over, forged, another account's or good for nothing but
 * setting up a second factor is not active, and nothing tells these apart (RFC 7662 §4).
 * @throws Problem(`service.unavailable`) where that cannot be told, Problem(`rate.limited`) for a key over its quota
 */
export async function introspect(
  deps: IntrospectDeps,
  guard: GuardScope,
  { token, address }: Presented,
): Promise<Introspection> {
  const caller = await callerOf(deps, token);
  if (caller === null) return inactive;
  if (guard.accountId !== null && guard.accountId !== caller.accountId) return inactive;
  // The operator's support reads at Holdfast, on a grant. In a product it is nobody.
  if (caller.support !== null) return inactive;
  if (caller.factorDueAt !== null && deps.clock() >= caller.factorDueAt) return inactive;
  if (caller.sessionId !== null) return { ...common(deps, caller), ...ofSession(caller, token) };
  // Asked for each request with it, so its quota counts here as at a route of our own.
  await deps.limiter.take("guard", { address: null, accountId: null, key: caller.key });
  return worksFrom(caller.key, address) ? { ...common(deps, caller), ...ofKey(caller) } : inactive;
}

async function callerOf({ authenticator }: IntrospectDeps, token: string): Promise<AnyCaller | null> {
  try {
    return authenticator.known(token) ?? (await authenticator.verify(token));
  } catch (error) {
    if (error instanceof Problem && over.has(error.code)) return null;
    throw error;
  }
}

const over: ReadonlySet<string> = new Set(["session.expired", "key.invalid"]);

const common = ({ issuer }: IntrospectDeps, caller: AnyCaller): Introspection => ({
  active: true,
  token_type: "Bearer",
  iss: issuer,
  sub: caller.userId,
  scope: rightsIn(caller.rights).join(" "),
  account: caller.accountId,
  role: caller.role,
});

const ofSession = (caller: Caller, token: string): Partial<Introspection> => ({
  session: caller.sessionId,
  exp: endOfAccessToken(token),
  auth_time: seconds(caller.provedAt),
  ...(caller.factorProvedAt !== null && { factor_time: seconds(caller.factorProvedAt) }),
});

const ofKey = ({ key }: KeyCaller): Partial<Introspection> => ({ key: key.id, exp: seconds(key.expiresAt) });

const seconds = (ms: number): number => Math.floor(ms / 1000);
