import { presets } from "@holdfast/contract";

import { createPasswordHasher, type HashProfile } from "../../../packages/server/src/people/passwords/index.ts";
import { request } from "../harness/http.ts";

export const password = "plum-anvil-rhythm-97-quartz";
export const profile: HashProfile = presets.standard.passwordHash;

/** The hash that a policy of the standard preset stores. */
export const hashPassword = (): Promise<string> => createPasswordHasher({ profiles: "owasp" }).hash(password, profile);

/** A sign-in as bytes on the wire. */
export function signInRequest(email: string, typed = password): string {
  const body = JSON.stringify({ email, password: typed, account: slugOf(email) });
  return request("POST", "/v1/auth/sign-in", { "content-type": "application/json" }, body);
}

/** `ada@bench-1.example` lives in `bench-1`. */
const slugOf = (email: string): string => email.slice(email.indexOf("@") + 1, -".example".length);
