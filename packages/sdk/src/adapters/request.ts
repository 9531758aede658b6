import { type Guard, GuardProblem, type Identity, type Needs } from "../guard/index.ts";

/** Kept beside requests, so that no framework's request has to be extended, and none's shape changes. */
const identities = new WeakMap<object, Identity>();

/**
 * Who sent a request that has passed a guard.
 * @throws Error for one that has not: a route without its guard must not go unnoticed
 */
export function identityOf(request: object): Identity {
  const identity = identities.get(request);
  if (identity === undefined) throw new Error("this request has passed no guard");
  return identity;
}

/** RFC 6750 §2.1. A token stands in the Authorization header and nowhere else: no browser sends it unasked. */
function bearerOf(authorization: string | null | undefined): string {
  const token = /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
  if (token === undefined) throw new GuardProblem("auth.required");
  return token;
}

export interface Asked {
  readonly guard: Guard;
  readonly needs: Needs;
  /** What `identityOf` will be asked with. */
  readonly request: object;
  readonly authorization: string | null | undefined;
  /** Where it comes from, as far as the framework knows. */
  readonly address: string | null | undefined;
}

/** Lets a request in: at once where memory answers (null), else with a promise. @throws GuardProblem */
export function admit({ guard, needs, request, authorization, address = null }: Asked): Promise<void> | null {
  const token = bearerOf(authorization);
  const presented = needs.keys === true ? { keys: true, address } : undefined;
  const known = guard.known(token, presented);
  if (known === null) return guard.verify(token, presented).then((identity) => enter(guard, needs, request, identity));
  enter(guard, needs, request, known);
  return null;
}

function enter(guard: Guard, needs: Needs, request: object, identity: Identity): void {
  guard.assert(identity, needs);
  identities.set(request, identity);
}

/** The ways of a framework whose middleware calls back. */
export interface Ways {
  readonly onAdmitted: () => void;
  readonly onRefused: (problem: GuardProblem) => void;
  readonly onFault: (error: unknown) => void;
}

/** The same for a framework that takes callbacks. What goes wrong further on is not taken for a refusal. */
export function admitOr(asked: Asked, { onAdmitted, onRefused, onFault }: Ways): void {
  const refuse = (error: unknown): void => (error instanceof GuardProblem ? onRefused(error) : onFault(error));
  let admitting: Promise<void> | null;
  try {
    admitting = admit(asked);
  } catch (error) {
    refuse(error);
    return;
  }
  if (admitting === null) onAdmitted();
  else admitting.then(onAdmitted, refuse);
}
