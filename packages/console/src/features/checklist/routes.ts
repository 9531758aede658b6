import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { accountRoute } from "../../routing/frames.ts";

export const checklistRoutes = [
  createRoute({
    getParentRoute: () => accountRoute,
    path: "/checklist",
    component: lazyRouteComponent(() => import("./checklist-screen.tsx"), "ChecklistScreen"),
  }),
] as const;
