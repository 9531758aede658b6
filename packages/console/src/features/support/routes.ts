import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { accountRoute } from "../../routing/frames.ts";

export const supportRoutes = [
  createRoute({
    getParentRoute: () => accountRoute,
    path: "/support",
    component: lazyRouteComponent(() => import("./support-screen.tsx"), "SupportScreen"),
  }),
] as const;
