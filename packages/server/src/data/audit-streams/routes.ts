import { routes } from "@holdfast/contract";

import { bind, type RouteBinding } from "../../platform/http/index.ts";
import { originOf } from "../../tenancy/audit/index.ts";
import type { StreamDeps } from "./deps.ts";
import { changeStream, createStream, listStreams, removeStream } from "./streams.ts";

export const auditStreamRoutes = (deps: StreamDeps): RouteBinding[] => [
  bind(routes.createAuditStream, (call) => createStream(deps, call.caller, call.body, originOf(call))),
  bind(routes.listAuditStreams, ({ caller }) => listStreams(deps, caller)),
  bind(routes.changeAuditStream, (call) =>
    changeStream(deps, call.caller, { ...call.body, id: call.params.id }, originOf(call)),
  ),
  bind(routes.removeAuditStream, (call) => removeStream(deps, call.caller, call.params.id, originOf(call))),
];
