import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { entryRoute } from "../../routing/frames.ts";

export const passwordRoutes = [
  createRoute({
    getParentRoute: () => entryRoute,
    path: "/forgot",
    component: lazyRouteComponent(() => import("./forgot-screen.tsx"), "ForgotScreen"),
  }),
  createRoute({
    getParentRoute: () => entryRoute,
    path: "/reset",
    component: lazyRouteComponent(() => import("./reset-screen.tsx"), "ResetScreen"),
  }),
] as const;
