import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { rootRoute } from "../../routing/frames.ts";

export const inboxRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/inbox",
    component: lazyRouteComponent(() => import("./inbox-screen.tsx"), "InboxScreen"),
  }),
] as const;
