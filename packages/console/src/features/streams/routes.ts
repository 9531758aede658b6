import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { accountRoute } from "../../routing/frames.ts";

export const streamRoutes = [
  createRoute({
    getParentRoute: () => accountRoute,
    path: "/audit-streams",
    component: lazyRouteComponent(() => import("./streams-screen.tsx"), "StreamsScreen"),
  }),
] as const;
