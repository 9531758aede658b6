import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { entryRoute } from "../../routing/frames.ts";

export const mailLinkRoutes = [
  createRoute({
    getParentRoute: () => entryRoute,
    path: "/verify",
    component: lazyRouteComponent(() => import("./verify-screen.tsx"), "VerifyScreen"),
  }),
  createRoute({
    getParentRoute: () => entryRoute,
    path: "/not-me",
    component: lazyRouteComponent(() => import("./not-me-screen.tsx"), "NotMeScreen"),
  }),
] as const;
