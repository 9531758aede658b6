import { routes } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import { bind, type RouteBinding } from "../../platform/http/index.ts";
import { originOf } from "../../tenancy/audit/index.ts";
import { looksLikeKey } from "../api-keys/index.ts";
import { endSessionOfToken, type SessionDeps } from "../sessions/index.ts";
import { introspect, type IntrospectDeps } from "./introspect.ts";

export const tokenRoutes = (deps: SessionDeps & IntrospectDeps): RouteBinding[] => [
  bind(routes.introspectToken, ({ guard, body: { token, address } }) =>
    introspect(deps, guard, { token, address: address ?? null }),
  ),
  bind(routes.revokeToken, async (call) => {
    const { token } = call.body;
    // RFC 7009 §2.2.1. Its shape says what it is; whether there is such a key is not looked at.
    if (looksLikeKey(token)) throw new Problem("token.not_revocable");
    await endSessionOfToken(deps, token, { of: call.guard.accountId, origin: originOf(call) });
    return {};
  }),
];
