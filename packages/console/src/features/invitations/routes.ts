import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { entryRoute } from "../../routing/frames.ts";

export const invitationRoutes = [
  createRoute({
    getParentRoute: () => entryRoute,
    path: "/join",
    component: lazyRouteComponent(() => import("./join-screen.tsx"), "JoinScreen"),
  }),
] as const;
