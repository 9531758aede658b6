import { createServer } from "node:http";

import { Provider } from "oidc-provider";

import { Secret } from "../../packages/server/src/kernel/secret.ts";
import { type Deployment, type Member, publicUrl } from "./deployment.ts";

/** A whole OpenID provider on loopback, in Google's place. Its users are made by signing in. */
export interface IdentityProvider {
  readonly client: { readonly clientId: string; readonly clientSecret: Secret<string>; readonly issuer: string };
  /** Whether it says of addresses that they are verified. */
  addressesVerified: boolean;
  /**
   * Follows an authorization request as a browser does whose person signs in there as `subject`.
   * @returns the query with which the browser comes back.
   */
  signIn(url: string, subject: string): Promise<string>;
  stop(): Promise<void>;
}

export async function startIdentityProvider(redirectUri = `${publicUrl}/google`): Promise<IdentityProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the provider has no port");
  const issuer = `http://127.0.0.1:${address.port}`;
  const state = { addressesVerified: true };
  const client = { clientId: "holdfast", clientSecret: new Secret("a-secret-of-the-test-client"), issuer };
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.clientId,
        client_secret: client.clientSecret.reveal(),
        redirect_uris: [redirectUri],
        response_types: ["code"],
        grant_types: ["authorization_code"],
      },
    ],
    cookies: { keys: ["a key of the test"] },
    claims: { openid: ["sub"], email: ["email", "email_verified"] },
    // As Google does: the address stands in the ID token.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    ttl: { AccessToken: 60, Grant: 600, IdToken: 60, Interaction: 600, Session: 600 },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: `${id}@example.com`, email_verified: state.addressesVerified }),
    }),
  });
  const answer = provider.callback();
  server.on("request", (incoming, outgoing) => void answer(incoming, outgoing));
  return {
    client,
    get addressesVerified() {
      return state.addressesVerified;
    },
    set addressesVerified(value) {
      state.addressesVerified = value;
    },
    signIn: (url, subject) => walk(issuer, url, subject),
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Goes through its pages by hand: whoever it is, and yes to what is asked. */
async function walk(issuer: string, start: string, subject: string): Promise<string> {
  const jar = new Map<string, string>();
  let target = start;
  let form: URLSearchParams | null = null;
  for (let step = 0; step < 12; step += 1) {
    const answer: Response = await fetch(target, {
      redirect: "manual",
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") },
      ...(form !== null && { method: "POST", body: form }),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [pair = ""] = cookie.split(";");
      jar.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
    }
    const location = answer.headers.get("location");
    const next = location === null ? null : new URL(location, issuer);
    if (next !== null && next.origin !== issuer) return next.search.slice(1);
    const page = await answer.text();
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
    form = prompt === undefined ? null : new URLSearchParams({ prompt, login: subject, password: "any" });
    target = next?.href ?? target;
    if (next === null && form === null)
      throw new Error(`the provider answered ${answer.status}: ${page.slice(0, 300)}`);
  }
  throw new Error("the provider leads nowhere");
}

/** Links an account there to somebody who is signed in, as their browser does. */
export async function linkGoogle(
  holdfast: Deployment,
  { token }: Pick<Member, "token">,
  provider: IdentityProvider,
): Promise<void> {
  const headers = { origin: publicUrl, "sec-fetch-site": "same-origin" };
  const begun = await holdfast.call({ method: "POST", url: "/v1/me/google", token, headers });
  const cookie = String(begun.headers["set-cookie"]).split(";")[0] ?? "";
  const body = { returned: await provider.signIn(begun.json().url, "ada") };
  const linked = await holdfast.call({
    method: "POST",
    url: "/v1/me/google/finish",
    token,
    body,
    headers: { ...headers, cookie },
  });
  if (linked.statusCode !== 200) throw new Error(`linking answered ${linked.statusCode}: ${linked.body}`);
}
