import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { accountRoute } from "../../routing/frames.ts";

export const sessionRoutes = [
  createRoute({
    getParentRoute: () => accountRoute,
    path: "/sessions",
    component: lazyRouteComponent(() => import("./sessions-screen.tsx"), "SessionsScreen"),
  }),
] as const;
