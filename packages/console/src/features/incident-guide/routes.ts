import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { entryRoute } from "../../routing/frames.ts";

export const incidentGuideRoutes = [
  createRoute({
    getParentRoute: () => entryRoute,
    path: "/incident-guide",
    component: lazyRouteComponent(() => import("./incident-guide-screen.tsx"), "IncidentGuideScreen"),
  }),
] as const;
