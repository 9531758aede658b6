import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { entryRoute } from "../../routing/frames.ts";

export const emailChangeRoutes = [
  createRoute({
    getParentRoute: () => entryRoute,
    path: "/confirm-email",
    component: lazyRouteComponent(() => import("./confirm-email-screen.tsx"), "ConfirmEmailScreen"),
  }),
  createRoute({
    getParentRoute: () => entryRoute,
    path: "/undo-email",
    component: lazyRouteComponent(() => import("./undo-email-screen.tsx"), "UndoEmailScreen"),
  }),
] as const;
