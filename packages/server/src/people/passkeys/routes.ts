import { routes } from "@holdfast/contract";

import { bind, type RouteBinding } from "../../platform/http/index.ts";
import { originOf } from "../../tenancy/audit/index.ts";
import type { PasskeyDeps } from "./deps.ts";
import { creationOptions, discoveryOptions } from "./options.ts";
import { listPasskeys, removePasskey, renamePasskey } from "./passkeys.ts";
import { registerPasskey } from "./register.ts";

export const passkeyRoutes = (deps: PasskeyDeps): RouteBinding[] => [
  bind(routes.passkeyOptions, async () => discoveryOptions(deps)),
  bind(routes.passkeyRegistrationOptions, ({ caller }) => creationOptions(deps, caller)),
  bind(routes.registerPasskey, (call) => {
    const { name, passkey } = call.body;
    return registerPasskey(deps, call.caller, { name, passkey }, call.request, originOf(call));
  }),
  bind(routes.listPasskeys, ({ caller }) => listPasskeys(deps, caller)),
  bind(routes.renamePasskey, (call) => {
    const change = { id: call.params.id, name: call.body.name };
    return renamePasskey(deps, call.caller, change, originOf(call));
  }),
  bind(routes.removePasskey, async (call) => {
    await removePasskey(deps, call.caller, call.params.id, originOf(call));
    return {};
  }),
];
