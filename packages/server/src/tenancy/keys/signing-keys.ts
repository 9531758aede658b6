import { Problem } from "../../kernel/problem.ts";
import { openDirectoryRing } from "./directory-keys.ts";
import type { KeyDeps, RotationDeps } from "./key-deps.ts";
import type { Place } from "./place.ts";
import { keyIdOf, newSeed, type Signer, UnlockedSigner } from "./signer.ts";
import {
  dropPrivateHalves,
  insertKey,
  type KeyOwner,
  type KeyRow,
  promoteKey,
  readKeys,
  readPublicKeys,
  replacePublicSeal,
  setKeyState,
} from "./store.ts";
import { unwrapKey, wrapKey } from "./unwrapping.ts";

/**
 * `token` signs access tokens, `audit` checkpoints of accounts' logs, `platform` those of the log over them. A key never
 * does another's work.
 */
export type SignerName = "token" | "audit" | "platform";

/** Each region signs with keys of its own. */
export interface SignerOf {
  readonly name: SignerName;
  readonly region: string;
}

/** A key whose signatures are accepted now. */
export interface PublicKey {
  readonly kid: string;
  readonly region: string;
  /** 32 bytes (RFC 8032). */
  readonly publicKey: Buffer;
  readonly createdAt: number;
  /** Whether it signs, or is about to, or only did so before. */
  readonly isPrimary: boolean;
}

const ownerOf = ({ name, region }: SignerOf): KeyOwner => ({ table: "deployment_keys", id: `${name}:${region}` });

/**
 * The key that signs now, made at first use. Open it for each piece of work: it is cached, and a rotation reaches you.
 * @throws Problem(`service.unavailable`), DecryptFailure
 */
export function openSigner(deps: KeyDeps, signer: SignerOf): Promise<Signer> {
  const owner = ownerOf(signer);
  return deps.keyCache.signers.open(owner.id, async () => {
    const found = await readPrimary(deps, owner);
    if (found !== undefined) return unlock(deps, owner, found);
    await addSigningKey(deps, owner, 1, "primary");
    const made = await readPrimary(deps, owner);
    if (made === undefined) throw new Problem("service.unavailable", { cause: `${owner.id} has no primary key` });
    return unlock(deps, owner, made);
  });
}

/**
 * The public keys of a signer in every region, oldest first.
 * @throws DecryptFailure when one was put there by somebody else than `openSigner` or `rotateSigner`
 */
export async function listPublicKeys(deps: KeyDeps, name: SignerName): Promise<PublicKey[]> {
  const [ring, rows] = await Promise.all([openDirectoryRing(deps), readPublicKeys(deps.keystore, `${name}:`)]);
  return rows.map(({ name: owner, version, state, createdAt, public: half }) => {
    const publicKey = ring.open(publicPlace(owner, version), Buffer.from(half.sealed, "base64url"));
    const region = owner.slice(name.length + 1);
    return { kid: keyIdOf(publicKey), region, publicKey, createdAt, isPrimary: state === "primary" };
  });
}

/** Seals every public half in use under the directory's primary key. Can be run again after a failure anywhere. */
export async function resealPublicHalves(deps: KeyDeps): Promise<void> {
  const [ring, rows] = await Promise.all([openDirectoryRing(deps), readPublicKeys(deps.keystore, "")]);
  for (const { name, version, public: half } of rows) {
    const sealed = Buffer.from(half.sealed, "base64url");
    if (!ring.needsReencryption(sealed)) continue;
    const place = publicPlace(name, version);
    const resealed = ring.seal(place, ring.open(place, sealed)).toString("base64url");
    await replacePublicSeal(deps.keystore, { name, version, sealed: half.sealed }, resealed);
  }
}

// Whoever can write the keystore could otherwise add a public key of their own, and sign tokens with its other half.
const publicPlace = (name: string, version: number): Place => ({
  purpose: "signing",
  table: "deployment_keys",
  column: "public",
  row: `${name}/${version}`,
});

export type SignerRotation =
  | { readonly step: "published"; readonly promoteAt: number }
  | { readonly step: "waiting"; readonly promoteAt: number }
  | { readonly step: "promoted" };

/**
 * Rotates in two steps, the same call each time: publishes the next key, and once it has been public for `overlapMs`, so
 * that every verifier has it, signs with it. The former key still verifies, without its private half, until
 * `retireTokenKeys`.
 */
export async function rotateSigner(
  deps: RotationDeps,
  signer: SignerOf,
  when: { readonly now: number; readonly overlapMs: number },
): Promise<SignerRotation> {
  const owner = ownerOf(signer);
  await openSigner(deps, signer);
  const rows = await readKeys(deps.keystore, owner);
  const current = Math.max(...rows.filter((row) => row.state === "primary").map((row) => row.version));
  await dropPrivateHalves(deps.keystore, owner.id, current);
  const next = rows.find((row) => row.state === "enabled" && row.version > current);
  if (next === undefined) {
    await addSigningKey(deps, owner, Math.max(...rows.map((row) => row.version)) + 1, "enabled");
    return { step: "published", promoteAt: when.now + when.overlapMs };
  }
  const promoteAt = next.createdAt + when.overlapMs;
  if (when.now < promoteAt) return { step: "waiting", promoteAt };
  await promoteKey(deps.keystore, owner, next.version);
  await deps.announce(owner.id, "changed");
  await dropPrivateHalves(deps.keystore, owner.id, next.version);
  return { step: "promoted" };
}

/**
 * Stops accepting a region's former token keys: after the last token that they signed has expired. Audit keys are never
 * retired, since what they signed has to verify for ever.
 */
export async function retireTokenKeys(deps: KeyDeps, region: string): Promise<number> {
  const owner = ownerOf({ name: "token", region });
  const rows = await readKeys(deps.keystore, owner);
  const former = rows.filter((row) => row.state === "enabled" && row.bytes.length === 0);
  for (const { version } of former) {
    await setKeyState(deps.keystore, owner, version, { from: "enabled", to: "disabled" });
  }
  return former.length;
}

const readPrimary = async (deps: KeyDeps, owner: KeyOwner): Promise<KeyRow | undefined> =>
  (await readKeys(deps.keystore, owner)).find((row) => row.state === "primary");

async function unlock(deps: KeyDeps, owner: KeyOwner, row: KeyRow): Promise<UnlockedSigner> {
  const seed = await unwrapKey(deps, owner, row, "sign");
  const signer = new UnlockedSigner(seed.reveal());
  seed.reveal().fill(0);
  return signer;
}

/** Of several processes that add the same version at once, one inserts; the others' keys are never used. */
async function addSigningKey(
  deps: KeyDeps,
  owner: KeyOwner,
  version: number,
  state: "primary" | "enabled",
): Promise<void> {
  const [ring, seed] = [await openDirectoryRing(deps), newSeed()];
  const { publicKey } = new UnlockedSigner(seed.reveal());
  const wrapped = await wrapKey(deps, owner, version, seed);
  seed.reveal().fill(0);
  const sealed = ring.seal(publicPlace(owner.id, version), publicKey).toString("base64url");
  const half = { x: publicKey.toString("base64url"), sealed };
  await insertKey(deps.keystore, owner, { version, state, wrapped, public: half });
}
