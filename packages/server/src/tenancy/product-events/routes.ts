import { routes } from "@holdfast/contract";

import { bind, type RouteBinding } from "../../platform/http/index.ts";
import { recordEvents, type RecordDeps } from "./product-events.ts";

export const productEventRoutes = (deps: RecordDeps): RouteBinding[] => [
  bind(routes.recordEvents, ({ guard, body }) => recordEvents(deps, guard, body.events)),
];
