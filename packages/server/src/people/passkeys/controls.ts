import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";

import type { PasskeyAssertion } from "@holdfast/contract";
import { cose, isoCBOR } from "@simplewebauthn/server/helpers";

import { sha256 } from "../../kernel/bytes.ts";
import { minutes, seconds } from "../../kernel/clock.ts";
import { type Control, listed, type Measurement } from "../../kernel/control.ts";
import { newId } from "../../kernel/ids.ts";
import { verifyAssertion } from "./assertion.ts";
import { challengeMs, type ChallengeUse, newChallenge, readChallenge } from "./challenge.ts";
import type { CeremonyDeps } from "./deps.ts";
import type { RelyingParty } from "./relying-party.ts";

/** Whether the running verifier believes a passkey of ours, and nothing that differs from it in one thing. */
export const passkeyControls = (
  deps: Pick<CeremonyDeps, "relyingParty" | "challengeKey" | "clock">,
  verify = verifyAssertion,
): Control[] => [
  {
    name: "passkeys.proofs",
    title: "Passkeys are believed at our own address only, signed, with somebody present, for what was asked",
    claims: ["C-106"],
    everyMs: minutes(5),
    timeoutMs: seconds(15),
    probe: () => probe(deps, verify),
  },
];

type Deps = Parameters<typeof passkeyControls>[0];

async function probe(deps: Deps, verify: typeof verifyAssertion): Promise<Measurement> {
  const { relyingParty } = deps;
  const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const stranger = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const credential = { credentialId, publicKey: coseKeyOf(pair.publicKey), backupEligible: false };
  const isBelieved = async (key: KeyObject, said: Partial<Said> = {}): Promise<boolean> =>
    !("fault" in (await verify(relyingParty, credential, assertionBy(key, { ...relyingParty, flags: 5, ...said }))));
  const forgeries: Readonly<Record<string, Promise<boolean>>> = {
    "of another key": isBelieved(stranger),
    "from another origin": isBelieved(pair.privateKey, { origin: "https://elsewhere.invalid" }),
    "for another RP id": isBelieved(pair.privateKey, { id: "elsewhere.invalid" }),
    "with nobody present": isBelieved(pair.privateKey, { flags: 0 }),
  };
  const accepted = await Promise.all(Object.entries(forgeries).map(async ([name, is]) => ((await is) ? [name] : [])));
  const challenges = misreadChallenges(deps);
  const ok = await isBelieved(pair.privateKey);
  return {
    ok: ok && accepted.flat().length === 0 && challenges.length === 0,
    evidence: {
      forgeriesTried: accepted.length,
      forgeriesAccepted: listed(accepted.flat()),
      challengesMisread: listed(challenges),
      ownPasskeyAccepted: String(ok),
    },
  };
}

/** What a challenge must not be good for, and what it must. */
function misreadChallenges({ challengeKey, clock }: Deps): string[] {
  const now = clock();
  // Nobody's: no id was made in 1970.
  const holder = { accountId: newId("account", 0), userId: newId("user", 0) };
  const use: ChallengeUse = { purpose: "step_up", holder, context: "probe" };
  const raw = newChallenge(challengeKey, use, now);
  const isRead = (as: ChallengeUse, at = now): boolean => readChallenge(challengeKey, as, raw, at) !== null;
  return [
    ...(isRead(use) ? [] : ["its own"]),
    ...(isRead({ ...use, purpose: "sign_in" }) ? ["another purpose"] : []),
    ...(isRead({ ...use, holder: { ...holder, userId: newId("user", 0) } }) ? ["another user"] : []),
    ...(isRead({ ...use, context: "elsewhere" }) ? ["another session"] : []),
    ...(isRead(use, now + challengeMs) ? ["too late"] : []),
  ];
}

interface Said extends Pick<RelyingParty, "id" | "origin"> {
  readonly flags: number;
}

const credentialId = Buffer.from("a probe of Holdfast").toString("base64url");

function assertionBy(key: KeyObject, { id, origin, flags }: Said): PasskeyAssertion {
  const clientData = Buffer.from(JSON.stringify({ type: "webauthn.get", challenge: "cHJvYmU", origin }));
  const authenticatorData = Buffer.concat([sha256(id), Buffer.of(flags), Buffer.alloc(4)]);
  const signature = sign("sha256", Buffer.concat([authenticatorData, sha256(clientData)]), key);
  return {
    id: credentialId,
    rawId: credentialId,
    type: "public-key",
    response: {
      clientDataJSON: clientData.toString("base64url"),
      authenticatorData: authenticatorData.toString("base64url"),
      signature: signature.toString("base64url"),
    },
    clientExtensionResults: {},
  };
}

function coseKeyOf(key: KeyObject): string {
  const { x = "", y = "" } = key.export({ format: "jwk" });
  const { kty, alg, crv } = cose.COSEKEYS;
  const parts = new Map<number, number | Uint8Array>([
    [kty, cose.COSEKTY.EC2],
    [alg, cose.COSEALG.ES256],
    [crv, cose.COSECRV.P256],
    [cose.COSEKEYS.x, new Uint8Array(Buffer.from(x, "base64url"))],
    [cose.COSEKEYS.y, new Uint8Array(Buffer.from(y, "base64url"))],
  ]);
  return Buffer.from(isoCBOR.encode(parts)).toString("base64url");
}
