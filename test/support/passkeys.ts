import type { PasskeyView } from "@holdfast/contract";

import { type Authenticator, type AuthenticatorOptions, createAuthenticator } from "./authenticator.ts";
import { type Deployment, type Member, publicUrl } from "./deployment.ts";

/** A phone or a security key that is used at the console. */
export const newDevice = (options: Partial<AuthenticatorOptions> = {}): Authenticator =>
  createAuthenticator({ origin: publicUrl, ...options });

/** Makes a passkey on a device and registers it for somebody who has just signed in. */
export async function addPasskey(
  { call }: Pick<Deployment, "call">,
  { token }: Pick<Member, "token">,
  device: Authenticator,
): Promise<PasskeyView> {
  const asked = await call({ method: "POST", url: "/v1/me/passkeys/options", token });
  if (asked.statusCode !== 200) throw new Error(`passkey options answered ${asked.statusCode}: ${asked.body}`);
  const body = { passkey: device.create(asked.json()) };
  const made = await call({ method: "POST", url: "/v1/me/passkeys", token, body });
  if (made.statusCode !== 201) throw new Error(`registration answered ${made.statusCode}: ${made.body}`);
  return made.json();
}
