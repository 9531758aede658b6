import type {
  PasskeyAssertion,
  PasskeyCreationOptions,
  PasskeyRegistration,
  PasskeyRequestOptions,
} from "@holdfast/contract";
import {
  type AuthenticatorTransport,
  sendSignal,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
  WebAuthnError,
} from "@simplewebauthn/browser";

import { PasskeyFault, type PasskeyFaultReason } from "./passkey-fault.ts";

/** Makes a passkey. @throws PasskeyFault */
export const createPasskey = ({
  excludeCredentials,
  ...options
}: PasskeyCreationOptions): Promise<PasskeyRegistration> =>
  startRegistration({ optionsJSON: { ...options, excludeCredentials: excludeCredentials.map(descriptorOf) } }).catch(
    refuse,
  );

/** Asks for one of the person's passkeys. @throws PasskeyFault */
export const askForPasskey = (options: PasskeyRequestOptions): Promise<PasskeyAssertion> =>
  startAuthentication({ optionsJSON: requestOf(options) }).catch(refuse);

/**
 * Waits until somebody picks a passkey from the suggestions of a field whose `autocomplete` ends in `webauthn`. Null when
 * they went another way: by a button, or off the page.
 */
export const suggestPasskey = (options: PasskeyRequestOptions): Promise<PasskeyAssertion | null> =>
  startAuthentication({ optionsJSON: requestOf(options), useBrowserAutofill: true }).catch(() => null);

/** Suggests no passkey any more. */
export const cancelSuggestion = (): void => WebAuthnAbortService.cancelCeremony();

const requestOf = ({ allowCredentials, ...options }: PasskeyRequestOptions) => ({
  ...options,
  allowCredentials: allowCredentials.map(descriptorOf),
});

const transports: readonly string[] = ["ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb"];
const isTransport = (raw: string): raw is AuthenticatorTransport => transports.includes(raw);

/** Transports are a hint; one that the browser's types do not know helps nobody. */
const descriptorOf = ({ type, id, transports }: PasskeyRequestOptions["allowCredentials"][number]) => ({
  type,
  id,
  transports: transports.filter(isTransport),
});

function refuse(error: unknown): never {
  throw new PasskeyFault(reasonOf(error), error);
}

function reasonOf(error: unknown): PasskeyFaultReason {
  if (!(error instanceof Error)) return "failed";
  if (error instanceof WebAuthnError && error.code === "ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED")
    return "known_already";
  if (error.name === "NotAllowedError" || error.name === "AbortError") return "declined";
  const isUnsupported = error.name === "SecurityError" || error.message.includes("not supported");
  return isUnsupported ? "unsupported" : "failed";
}

/** Tells the device that a passkey is worth nothing any more, so that it offers it no longer. It need not listen. */
export function forgetPasskey(credentialID: string): void {
  void sendSignal({ signalName: "unknownCredential", rpID: location.hostname, credentialID }).catch(() => null);
}
