import {
  createHash,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  randomBytes,
  sign as signWith,
} from "node:crypto";

import type {
  PasskeyAssertion,
  PasskeyCreationOptions,
  PasskeyRegistration,
  PasskeyRequestOptions,
} from "@holdfast/contract";

import { type Cbor, encodeCbor } from "./cbor.ts";

/** A browser with a software authenticator: real keys, real signatures, and every lie that an attacker could tell. */
export interface Authenticator {
  readonly credentialId: string;
  create(options: PasskeyCreationOptions, lies?: Lies): PasskeyRegistration;
  get(options: PasskeyRequestOptions, lies?: Lies): PasskeyAssertion;
  /** Another one with the same key and the same counter, as a thief would copy it. */
  copy(): Authenticator;
}

/** What the flags of authenticator data say (Web Authentication Level 3, section 6.1). */
export interface Flags {
  readonly userPresent: boolean;
  readonly userVerified: boolean;
  readonly backupEligible: boolean;
  readonly backedUp: boolean;
}

/** Where an answer is not what an honest browser and authenticator would give. All of it is signed. */
export interface Lies {
  readonly origin?: string;
  readonly rpId?: string;
  readonly type?: string;
  readonly challenge?: string;
  readonly flags?: Partial<Flags>;
  readonly signCount?: number;
  readonly userHandle?: string | null;
  readonly clientData?: Readonly<Record<string, unknown>>;
  readonly attestationObject?: Buffer;
}

export type KeyKind = "ES256" | "ES384" | "EdDSA" | "RS256" | "ES512" | "RS256-1024";

export interface AuthenticatorOptions {
  readonly origin: string;
  readonly kind?: KeyKind;
  readonly flags?: Partial<Flags>;
  /** Whether it counts its signatures; most of today's do not. */
  readonly counts?: boolean;
  readonly credentialId?: Buffer;
}

interface State {
  readonly options: AuthenticatorOptions;
  readonly keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
  readonly credentialId: Buffer;
  readonly flags: Flags;
  signCount: number;
  userHandle: string | null;
}

/** As a phone has it: the user is present and verified, and the key is copied to other devices. */
const honest: Flags = { userPresent: true, userVerified: true, backupEligible: true, backedUp: true };

export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const { kind = "ES256", credentialId = randomBytes(32) } = options;
  const flags = { ...honest, ...options.flags };
  return authenticatorWith({ options, keys: newKeys(kind), credentialId, flags, signCount: 0, userHandle: null });
}

const authenticatorWith = (state: State): Authenticator => ({
  credentialId: state.credentialId.toString("base64url"),
  create: (options, lies = {}) => {
    state.userHandle = options.user.id;
    return registrationBy(state, options, lies);
  },
  get: (options, lies = {}) => assertionBy(state, options, lies),
  copy: () => authenticatorWith({ ...state }),
});

function registrationBy(state: State, options: PasskeyCreationOptions, lies: Lies): PasskeyRegistration {
  const id = state.credentialId.toString("base64url");
  const length = Buffer.alloc(2);
  length.writeUInt16BE(state.credentialId.length);
  const attested = [Buffer.alloc(16), length, state.credentialId, coseKey(state)];
  const authData = Buffer.concat([authenticatorData(state, options.rp.id, lies, 0x40), ...attested]);
  const none = new Map<string, Cbor>([
    ["fmt", "none"],
    ["attStmt", new Map()],
    ["authData", authData],
  ]);
  const attestationObject = lies.attestationObject ?? encodeCbor(none);
  return {
    id,
    rawId: id,
    type: "public-key",
    response: {
      clientDataJSON: clientData(state, "webauthn.create", options.challenge, lies).toString("base64url"),
      attestationObject: attestationObject.toString("base64url"),
      transports: ["internal", "hybrid"],
    },
    clientExtensionResults: { credProps: { rk: true } },
    authenticatorAttachment: "platform",
  };
}

function assertionBy(state: State, options: PasskeyRequestOptions, lies: Lies): PasskeyAssertion {
  const id = state.credentialId.toString("base64url");
  const data = authenticatorData(state, options.rpId, lies, 0);
  const said = clientData(state, "webauthn.get", options.challenge, lies);
  const signature = sign(state, Buffer.concat([data, createHash("sha256").update(said).digest()]));
  const userHandle = lies.userHandle === undefined ? state.userHandle : lies.userHandle;
  return {
    id,
    rawId: id,
    type: "public-key",
    response: {
      clientDataJSON: said.toString("base64url"),
      authenticatorData: data.toString("base64url"),
      signature: signature.toString("base64url"),
      ...(userHandle !== null && { userHandle }),
    },
    clientExtensionResults: {},
    authenticatorAttachment: "platform",
  };
}

function clientData({ options }: State, type: string, challenge: string, lies: Lies): Buffer {
  const origin = lies.origin ?? options.origin;
  const said = { type: lies.type ?? type, challenge: lies.challenge ?? challenge, origin, crossOrigin: false };
  return Buffer.from(JSON.stringify({ ...said, ...lies.clientData }));
}

function authenticatorData(state: State, rpId: string, lies: Lies, attested: number): Buffer {
  const { userPresent, userVerified, backupEligible, backedUp } = { ...state.flags, ...lies.flags };
  if (state.options.counts === true) state.signCount += 1;
  const count = Buffer.alloc(4);
  count.writeUInt32BE(lies.signCount ?? state.signCount);
  const bits =
    Number(userPresent) | (Number(userVerified) << 2) | (Number(backupEligible) << 3) | (Number(backedUp) << 4);
  const rpIdHash = createHash("sha256")
    .update(lies.rpId ?? rpId)
    .digest();
  return Buffer.concat([rpIdHash, Buffer.of(bits | attested), count]);
}

function newKeys(kind: KeyKind) {
  switch (kind) {
    case "ES256":
      return generateKeyPairSync("ec", { namedCurve: "P-256" });
    case "ES384":
      return generateKeyPairSync("ec", { namedCurve: "P-384" });
    case "ES512":
      return generateKeyPairSync("ec", { namedCurve: "P-521" });
    case "EdDSA":
      return generateKeyPairSync("ed25519");
    case "RS256":
      return generateKeyPairSync("rsa", { modulusLength: 2048 });
    case "RS256-1024":
      return generateKeyPairSync("rsa", { modulusLength: 1024 });
  }
}

const hashes: Readonly<Record<KeyKind, string | null>> = {
  ES256: "sha256",
  ES384: "sha384",
  ES512: "sha512",
  EdDSA: null,
  RS256: "sha256",
  "RS256-1024": "sha256",
};

const sign = ({ options, keys }: State, bytes: Buffer): Buffer =>
  signWith(hashes[options.kind ?? "ES256"], bytes, keys.privateKey);

/** The public key as a COSE_Key (RFC 9052 section 7). */
function coseKey({ options, keys }: State): Buffer {
  const jwk = keys.publicKey.export({ format: "jwk" });
  return encodeCbor(new Map(coseParts(options.kind ?? "ES256", jwk)));
}

function coseParts(kind: KeyKind, { x, y, n, e }: JsonWebKey): [number, Cbor][] {
  const bytes = (text: string | undefined): Buffer => Buffer.from(text ?? "", "base64url");
  const ec = (algorithm: number, curve: number): [number, Cbor][] => [
    [1, 2],
    [3, algorithm],
    [-1, curve],
    [-2, bytes(x)],
    [-3, bytes(y)],
  ];
  switch (kind) {
    case "ES256":
      return ec(-7, 1);
    case "ES384":
      return ec(-35, 2);
    case "ES512":
      return ec(-36, 3);
    case "EdDSA":
      return [
        [1, 1],
        [3, -8],
        [-1, 6],
        [-2, bytes(x)],
      ];
    case "RS256":
    case "RS256-1024":
      return [
        [1, 3],
        [3, -257],
        [-1, bytes(n)],
        [-2, bytes(e)],
      ];
  }
}
