import type { Configuration } from "openid-client";

import { Problem } from "../../kernel/problem.ts";
import type { Secret } from "../../kernel/secret.ts";
import type { Ticket } from "./ticket.ts";

/** Our client at Google, or at what stands in its place in tests. */
export interface GoogleClient {
  readonly clientId: string;
  readonly clientSecret: Secret<string>;
  readonly issuer: string;
}

/** What a sign-in at Google is held to when it comes back. Known to the browser in which it began, and to nobody else. */
export interface Expectation {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Whom Google vouches for. */
export interface Vouched {
  readonly subject: string;
  readonly address: string;
  readonly addressVerified: boolean;
}

export interface Google {
  /** The state begins with what it is for, so that the console knows where to go on; it is the ticket that decides. */
  begin(purpose: Ticket["purpose"]): Promise<{ url: string; expectation: Expectation }>;
  /** @returns null when it vouches for nobody. */
  finish(returned: string, expectation: Expectation): Promise<Vouched | null>;
}

const timeoutSeconds = 5;

/**
 * OpenID Connect as RFC 9700 asks for it: code flow, PKCE with S256, state, nonce, and the ID token checked against the
 * issuer's keys. The library loads at the first use; most deployments need none of it.
 */
export function createGoogle(client: GoogleClient | null, publicUrl: string): Google | null {
  if (client === null) return null;
  const redirectUri = `${publicUrl}/google`;
  let discovered: Promise<Configuration> | null = null;
  const configuration = (): Promise<Configuration> =>
    (discovered ??= discover(client).catch((error: unknown) => {
      // Asked again next time: one failure must not last.
      discovered = null;
      throw new Problem("service.unavailable", { retryAfter: 5, cause: error });
    }));
  return {
    async begin(purpose) {
      const oidc = await import("openid-client");
      const config = await configuration();
      const expectation = {
        state: `${purpose}.${oidc.randomState()}`,
        nonce: oidc.randomNonce(),
        verifier: oidc.randomPKCECodeVerifier(),
      };
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: "openid email",
        state: expectation.state,
        nonce: expectation.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(expectation.verifier),
        code_challenge_method: "S256",
      });
      return { url: url.href, expectation };
    },
    async finish(returned, { state, nonce, verifier }) {
      const oidc = await import("openid-client");
      const config = await configuration();
      const address = new URL(`${redirectUri}?${returned.replace(/^\?/, "")}`);
      const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true };
      // Whatever is wrong with what came back, the answer is the same.
      const tokens = await oidc.authorizationCodeGrant(config, address, checks).catch(() => null);
      const claims = tokens?.claims();
      return claims === undefined ? null : vouchedBy(claims);
    },
  };
}

async function discover({ issuer, clientId, clientSecret }: GoogleClient): Promise<Configuration> {
  const oidc = await import("openid-client");
  const server = new URL(issuer);
  return oidc.discovery(server, clientId, clientSecret.reveal(), undefined, {
    timeout: timeoutSeconds,
    // Only what stands in its place in tests; production has Google's own issuer.
    ...(server.protocol === "http:" && { execute: [oidc.allowInsecureRequests] }),
  });
}

function vouchedBy(claims: Readonly<Record<string, unknown>>): Vouched | null {
  const { sub, email, email_verified: addressVerified } = claims;
  if (typeof sub !== "string" || sub === "" || typeof email !== "string") return null;
  return { subject: sub, address: email, addressVerified: addressVerified === true };
}
