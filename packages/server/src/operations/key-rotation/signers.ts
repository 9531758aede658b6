import { hours } from "../../kernel/clock.ts";
import {
  type KeyDeps,
  retireTokenKeys,
  type RotationDeps,
  rotateSigner,
  type SignerOf,
  type SignerRotation,
  summariseKeys,
} from "../../tenancy/keys/index.ts";

/** Public for this long before it signs: longer than anybody keeps the list of public keys. */
const overlapMs = hours(1);
/** Longer than any token is good for. */
const tokenLifeMs = hours(24);

export type SignerOutcome = SignerRotation & { readonly region: string };

/**
 * Rotates the signing keys of regions, a step per call: publishes the next key, and signs with it from the first call
 * after an hour on.
 */
export async function rotateSigners(
  deps: RotationDeps,
  { name, regions }: { name: SignerOf["name"]; regions: readonly string[] },
  now: number,
): Promise<SignerOutcome[]> {
  const outcomes: SignerOutcome[] = [];
  // The platform's log is one, whatever the regions.
  for (const region of name === "platform" ? ["control"] : regions) {
    outcomes.push({ region, ...(await rotateSigner(deps, { name, region }, { now, overlapMs })) });
  }
  return outcomes;
}

export interface SignerRetirement {
  readonly region: string;
  /** Keys that are no longer accepted. */
  readonly retired: number;
  /** When the last token that a former key signed has run out, where that is still to come. */
  readonly waitsUntil: number | null;
}

/** Stops accepting former token keys, where every token that they signed has run out. */
export async function retireTokenSigners(
  deps: KeyDeps,
  regions: readonly string[],
  now: number,
): Promise<SignerRetirement[]> {
  const { deployment } = await summariseKeys(deps);
  const outcomes: SignerRetirement[] = [];
  for (const region of regions) {
    const former = deployment.filter(
      ({ name, state, signs }) => name === `token:${region}` && state === "enabled" && !signs,
    );
    const endsAt = Math.max(0, ...former.map(({ changedAt }) => changedAt + tokenLifeMs));
    const isWaiting = endsAt > now;
    const retired = isWaiting ? 0 : await retireTokenKeys(deps, region);
    outcomes.push({ region, retired, waitsUntil: isWaiting ? endsAt : null });
  }
  return outcomes;
}
