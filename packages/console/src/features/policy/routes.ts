import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { accountRoute } from "../../routing/frames.ts";

export const policyRoutes = [
  createRoute({
    getParentRoute: () => accountRoute,
    path: "/policy",
    component: lazyRouteComponent(() => import("./policy-screen.tsx"), "PolicyScreen"),
  }),
] as const;
