import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { accountRoute } from "../../routing/frames.ts";

export const webhookRoutes = [
  createRoute({
    getParentRoute: () => accountRoute,
    path: "/webhooks",
    component: lazyRouteComponent(() => import("./webhooks-screen.tsx"), "WebhooksScreen"),
  }),
  createRoute({
    getParentRoute: () => accountRoute,
    path: "/webhooks/$id",
    component: lazyRouteComponent(() => import("./webhook-screen.tsx"), "WebhookScreen"),
  }),
] as const;
