import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { accountRoute } from "../../routing/frames.ts";

export const roleRoutes = [
  createRoute({
    getParentRoute: () => accountRoute,
    path: "/roles",
    component: lazyRouteComponent(() => import("./roles-screen.tsx"), "RolesScreen"),
  }),
] as const;
