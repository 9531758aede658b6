import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { accountRoute, entryRoute } from "../../routing/frames.ts";

export const noticeEntryRoutes = [
  createRoute({
    getParentRoute: () => entryRoute,
    path: "/verify-notices",
    component: lazyRouteComponent(() => import("./verify-notices-screen.tsx"), "VerifyNoticesScreen"),
  }),
] as const;

export const noticeRoutes = [
  createRoute({
    getParentRoute: () => accountRoute,
    path: "/profile/notices",
    component: lazyRouteComponent(() => import("./notices-screen.tsx"), "NoticesScreen"),
  }),
] as const;
