import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { accountRoute } from "../../routing/frames.ts";

export const protectionRoutes = [
  createRoute({
    getParentRoute: () => accountRoute,
    path: "/protection",
    component: lazyRouteComponent(() => import("./protection-screen.tsx"), "ProtectionScreen"),
  }),
  createRoute({
    getParentRoute: () => accountRoute,
    path: "/protection/incidents/$id",
    component: lazyRouteComponent(() => import("./incident-screen.tsx"), "IncidentScreen"),
  }),
] as const;
