import { Secret, TOTP } from "otpauth";

import type { Deployment, Member } from "./deployment.ts";

/** An authenticator app that somebody has set up, with its own idea of RFC 6238: the library, not our code. */
export interface App {
  /** The code that it shows now, or so many milliseconds from now. */
  code(after?: number): string;
}

export function appOf(holdfast: Pick<Deployment, "now">, base32: string): App {
  const totp = new TOTP({ secret: Secret.fromBase32(base32), algorithm: "SHA1", digits: 6, period: 30 });
  return { code: (after = 0) => totp.generate({ timestamp: holdfast.now() + after }) };
}

export const stepMs = 30_000;

/** Sets an app up for somebody who is signed in, and moves on to a step whose code is not used yet. */
export async function setUpApp(holdfast: Deployment, member: Pick<Member, "token">): Promise<App> {
  const app = await confirmApp(holdfast, member);
  holdfast.advance(stepMs);
  return app;
}

/** Sets an app up. The code that it shows now is used. */
export async function confirmApp(
  holdfast: Pick<Deployment, "call" | "now">,
  { token }: Pick<Member, "token">,
): Promise<App> {
  const begun = await holdfast.call({ method: "POST", url: "/v1/me/factors/totp", token });
  if (begun.statusCode !== 201) throw new Error(`setting up answered ${begun.statusCode}: ${begun.body}`);
  const app = appOf(holdfast, begun.json().secret);
  const body = { code: app.code() };
  const confirmed = await holdfast.call({ method: "POST", url: "/v1/me/factors/totp/confirmation", token, body });
  if (confirmed.statusCode !== 200) throw new Error(`confirming answered ${confirmed.statusCode}: ${confirmed.body}`);
  return app;
}

/** Makes recovery codes for somebody with a fresh proof by a second factor. */
export async function makeRecoveryCodes(holdfast: Deployment, { token }: Pick<Member, "token">): Promise<string[]> {
  const made = await holdfast.call({ method: "POST", url: "/v1/me/factors/recovery-codes", token });
  if (made.statusCode !== 201) throw new Error(`making codes answered ${made.statusCode}: ${made.body}`);
  return made.json().codes;
}

/** Signs in with the password, as far as it leads. */
export async function passwordStep(holdfast: Deployment, { email, password, slug }: Member) {
  const body = { email, password, account: slug };
  return (await holdfast.call({ method: "POST", url: "/v1/auth/sign-in", body })).json();
}

/** Answers the challenge of a sign-in. */
export const answerChallenge = (holdfast: Deployment, challenge: string, proof: object) =>
  holdfast.call({ method: "POST", url: "/v1/auth/factor", body: { challenge, proof } });
