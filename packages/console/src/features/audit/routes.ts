import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { accountRoute } from "../../routing/frames.ts";
import { parseSearch } from "./filter.ts";

export const auditRoutes = [
  createRoute({
    getParentRoute: () => accountRoute,
    path: "/audit",
    validateSearch: parseSearch,
    component: lazyRouteComponent(() => import("./audit-screen.tsx"), "AuditScreen"),
  }),
] as const;
