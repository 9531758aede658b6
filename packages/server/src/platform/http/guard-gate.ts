import { rightSet, type RouteSpec } from "@holdfast/contract";
import type { FastifyReply, FastifyRequest } from "fastify";

import { Problem } from "../../kernel/problem.ts";
import type { GuardScope } from "./call.ts";
import { readBasicSecret, readCredential } from "./credential.ts";
import type { HttpOptions } from "./options.ts";
import { setRateHeaders } from "./rate-headers.ts";

/**
 * A guard's token stands in the Authorization header and nowhere else; the address pays before it is looked at. Where a
 * route is open to API keys, too, a key with the route's right stands for a guard of its own account.
 */
export function guardGate(spec: RouteSpec, options: HttpOptions) {
  const { guards, limiter } = options;
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const { address } = request.facts;
    setRateHeaders(reply, await limiter.take(spec.rate, { address, accountId: null, key: null }));
    const token = spec.form === true ? (readBasicSecret(request) ?? bearerOf(request)) : bearerOf(request);
    if (token === null) throw new Problem("auth.required");
    request.guard =
      guards?.verify(token) ?? (spec.keys === true ? await guardOfKey(spec, options, request, token) : null);
    if (request.guard === null) throw new Problem("guard.refused");
  };
}

function bearerOf(request: FastifyRequest): string | null {
  const credential = readCredential(request);
  return credential?.source === "bearer" ? credential.token : null;
}

/** @throws Problem(`right.missing`), Problem(`key.address_refused`), Problem(`key.invalid`), Problem(`session.expired`) */
async function guardOfKey(
  { right, rate }: RouteSpec,
  { authenticator, limiter }: HttpOptions,
  { facts: { address } }: FastifyRequest,
  token: string,
): Promise<GuardScope | null> {
  let caller = authenticator.known(token);
  if (caller === null) {
    // Whoever makes tokens up pays for looking at them as for any other request.
    await limiter.take("read", { address, accountId: null, key: null });
    caller = await authenticator.verify(token);
  }
  // A session is a person's: it never stands for the program that asks about persons.
  if (caller.sessionId !== null) return null;
  const { accountId, key, rights } = caller;
  await limiter.take(rate, { address: null, accountId, key });
  key.use(address);
  const needed = right === null ? 0 : rightSet([right]);
  if ((rights & needed) !== needed) throw new Problem("right.missing");
  return { accountId, mayRecord: false };
}
