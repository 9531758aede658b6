import type { ApiProblem, Client } from "@holdfast/sdk";

import type { ProofStrength } from "./proof-request.ts";

export interface RecoveryDeps {
  readonly refresh: Client["refresh"];
  /** Asks the person for a proof of identity. False when they decline. */
  readonly proveAgain: (strength: ProofStrength) => Promise<boolean>;
}

/**
 * Sets right what a 401 says is missing. An ended access token is renewed silently, once for all the requests that
 * found it ended together; a missing recent proof is asked for in place.
 */
export function createRecovery(deps: RecoveryDeps): (problem: ApiProblem) => Promise<boolean> {
  const renew = shared(() =>
    deps.refresh({ body: {} }).then(
      () => true,
      () => false,
    ),
  );
  const prove = { any: shared(() => deps.proveAgain("any")), factor: shared(() => deps.proveAgain("factor")) };
  return async ({ code }) => {
    // The cookie of an ended access token may be gone already; then the server sees no session at all.
    if (code === "session.expired" || code === "auth.required") return renew();
    if (code === "auth.factor_required") return prove.factor();
    return code === "auth.recent_required" ? prove.any() : false;
  };
}

/** While one run is under way, everybody who asks gets its result. */
function shared<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  return () => {
    running ??= work().finally(() => {
      running = null;
    });
    return running;
  };
}
