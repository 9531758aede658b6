import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { accountRoute } from "../../routing/frames.ts";

export const reviewRoutes = [
  createRoute({
    getParentRoute: () => accountRoute,
    path: "/reviews",
    component: lazyRouteComponent(() => import("./reviews-screen.tsx"), "ReviewsScreen"),
  }),
  createRoute({
    getParentRoute: () => accountRoute,
    path: "/reviews/$id",
    component: lazyRouteComponent(() => import("./review-screen.tsx"), "ReviewScreen"),
  }),
] as const;
