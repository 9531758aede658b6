import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { accountRoute } from "../../routing/frames.ts";

export const homeRoutes = [
  createRoute({
    getParentRoute: () => accountRoute,
    path: "/home",
    component: lazyRouteComponent(() => import("./home-screen.tsx"), "HomeScreen"),
  }),
] as const;
