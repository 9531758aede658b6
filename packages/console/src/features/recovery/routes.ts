import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { entryRoute } from "../../routing/frames.ts";

export const recoveryRoutes = [
  createRoute({
    getParentRoute: () => entryRoute,
    path: "/recovery",
    component: lazyRouteComponent(() => import("./begin-recovery-screen.tsx"), "BeginRecoveryScreen"),
  }),
  createRoute({
    getParentRoute: () => entryRoute,
    path: "/cancel-recovery",
    component: lazyRouteComponent(() => import("./cancel-recovery-screen.tsx"), "CancelRecoveryScreen"),
  }),
] as const;
