import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { accountRoute } from "../../routing/frames.ts";

export const profileRoutes = [
  createRoute({
    getParentRoute: () => accountRoute,
    path: "/profile",
    component: lazyRouteComponent(() => import("./profile-screen.tsx"), "ProfileScreen"),
  }),
] as const;
