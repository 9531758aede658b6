import { type Static, Type } from "typebox";

import { defineRoute } from "../route.ts";
import { ById, Described, Empty, Exact, Name, Nullable, Page, PasskeyIdSchema, Time } from "../schemas.ts";

/** Bytes as WebAuthn's JSON has them: base64url without padding. */
const Bytes = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: "^[A-Za-z0-9_-]+$" });

/** An id of at most 1023 bytes (Web Authentication Level 3, section 4, "Credential ID"). */
const CredentialId = Bytes(1364);
const ClientDataJson = Bytes(4096);
const Transports = Type.Array(Type.String({ minLength: 1, maxLength: 32, pattern: "^[a-z0-9-]+$" }), { maxItems: 8 });

const PublicKey = Type.Literal("public-key");
const UserVerification = Type.Union([Type.Literal("preferred"), Type.Literal("required")]);
const CredentialRef = Exact({ type: PublicKey, id: CredentialId, transports: Transports });

/** What browsers add of their own accord. It is not signed, and nothing is read from it. */
const Unsigned = {
  clientExtensionResults: Type.Object({}, { additionalProperties: true }),
  authenticatorAttachment: Type.Optional(
    Type.Union([Type.Literal("platform"), Type.Literal("cross-platform"), Type.Null()]),
  ),
};

/** `PublicKeyCredentialCreationOptionsJSON`, for `startRegistration({ optionsJSON })` of `@simplewebauthn/browser`. */
export const PasskeyCreationOptions = Exact({
  challenge: Described("Works once, for five minutes, in this session or with this invitation.", Type.String()),
  rp: Exact({ id: Type.String(), name: Type.String() }),
  user: Exact({
    id: Described("Opaque bytes that lead to account and user.", Type.String()),
    name: Type.String(),
    displayName: Type.String(),
  }),
  pubKeyCredParams: Type.Array(Exact({ type: PublicKey, alg: Type.Integer() })),
  timeout: Type.Integer(),
  attestation: Type.Literal("none"),
  excludeCredentials: Type.Array(CredentialRef),
  authenticatorSelection: Exact({
    residentKey: Type.Union([Type.Literal("preferred"), Type.Literal("required")]),
    requireResidentKey: Type.Boolean(),
    userVerification: UserVerification,
  }),
  extensions: Exact({ credProps: Type.Literal(true) }),
});
export type PasskeyCreationOptions = Static<typeof PasskeyCreationOptions>;

/** `RegistrationResponseJSON`, as `startRegistration` returns it. */
export const PasskeyRegistration = Exact({
  id: CredentialId,
  rawId: CredentialId,
  type: PublicKey,
  response: Exact({
    clientDataJSON: ClientDataJson,
    attestationObject: Bytes(16_384),
    transports: Type.Optional(Transports),
    authenticatorData: Type.Optional(Bytes(16_384)),
    publicKey: Type.Optional(Bytes(4096)),
    publicKeyAlgorithm: Type.Optional(Type.Integer()),
  }),
  ...Unsigned,
});
export type PasskeyRegistration = Static<typeof PasskeyRegistration>;

/** `PublicKeyCredentialRequestOptionsJSON`, for `startAuthentication({ optionsJSON })`. */
export const PasskeyRequestOptions = Exact({
  challenge: Described("Works once, for five minutes, for what it was asked for.", Type.String()),
  rpId: Type.String(),
  allowCredentials: Described("Empty where the person need not have said who they are.", Type.Array(CredentialRef)),
  timeout: Type.Integer(),
  userVerification: UserVerification,
});
export type PasskeyRequestOptions = Static<typeof PasskeyRequestOptions>;

/** `AuthenticationResponseJSON`, as `startAuthentication` returns it. */
export const PasskeyAssertion = Exact({
  id: CredentialId,
  rawId: CredentialId,
  type: PublicKey,
  response: Exact({
    clientDataJSON: ClientDataJson,
    authenticatorData: Bytes(4096),
    signature: Bytes(2048),
    userHandle: Type.Optional(Nullable(Type.String({ maxLength: 88, pattern: "^[A-Za-z0-9_-]*$" }))),
  }),
  ...Unsigned,
});
export type PasskeyAssertion = Static<typeof PasskeyAssertion>;

export const PasskeyView = Exact({
  id: PasskeyIdSchema,
  credentialId: Described("As the authenticator knows it, for `signalAllAcceptedCredentials`.", Type.String()),
  name: Type.String(),
  createdAt: Time,
  lastUsedAt: Nullable(Time),
  lastUsedFrom: Nullable(
    Exact({ kind: Type.String(), browser: Nullable(Type.String()), system: Nullable(Type.String()) }),
  ),
  syncable: Described("Whether its provider may copy it to other devices (backup eligible).", Type.Boolean()),
  synced: Described("Whether it was copied when it was last used (backup state).", Type.Boolean()),
  verifiesUser: Described("Whether it asks for a PIN or biometrics: two factors, else one.", Type.Boolean()),
  transports: Transports,
  copied: Described("Its counter went back: a copy is about. It is refused until it is removed.", Type.Boolean()),
});
export type PasskeyView = Static<typeof PasskeyView>;

export const passkeyOptions = defineRoute({
  id: "auth.passkey_options",
  method: "POST",
  path: "/v1/auth/passkey/options",
  who: "public",
  right: null,
  rate: "write",
  summary: "Options to sign in with a passkey, without a user name; the same for everybody but for the challenge",
  response: { 200: PasskeyRequestOptions },
  problems: [],
});

export const passkeyRegistrationOptions = defineRoute({
  id: "me.passkey_options",
  method: "POST",
  path: "/v1/me/passkeys/options",
  who: "recent",
  right: null,
  rate: "write",
  whileEnrolling: true,
  summary: "Options to make a passkey",
  response: { 200: PasskeyCreationOptions },
  problems: ["passkey.too_many"],
});

export const registerPasskey = defineRoute({
  id: "me.register_passkey",
  method: "POST",
  path: "/v1/me/passkeys",
  who: "recent",
  right: null,
  rate: "write",
  whileEnrolling: true,
  summary: "Register the passkey that was made; every address of the user is told",
  body: Exact({
    name: Type.Optional(Described("Left out, it is called after the browser and system.", Name)),
    passkey: PasskeyRegistration,
  }),
  response: { 201: PasskeyView },
  problems: ["passkey.unacceptable", "passkey.too_many", "auth.factor_required"],
});

export const listPasskeys = defineRoute({
  id: "me.list_passkeys",
  method: "GET",
  path: "/v1/me/passkeys",
  who: "user",
  right: null,
  rate: "read",
  whileEnrolling: true,
  summary: "The own passkeys, oldest first",
  response: { 200: Page(PasskeyView) },
  problems: [],
});

export const renamePasskey = defineRoute({
  id: "me.rename_passkey",
  method: "PATCH",
  path: "/v1/me/passkeys/{id}",
  who: "user",
  right: null,
  rate: "write",
  summary: "Give one of the own passkeys another name",
  params: ById,
  body: Exact({ name: Name }),
  response: { 200: PasskeyView },
  problems: ["passkey.not_found"],
});

export const removePasskey = defineRoute({
  id: "me.remove_passkey",
  method: "DELETE",
  path: "/v1/me/passkeys/{id}",
  who: "recent",
  right: null,
  rate: "write",
  strength: "factor",
  summary: "Remove one of the own passkeys; every address of the user is told",
  params: ById,
  response: { 200: Empty },
  problems: ["passkey.not_found"],
});
