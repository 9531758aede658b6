import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { accountRoute } from "../../routing/frames.ts";

export const keyRoutes = [
  createRoute({
    getParentRoute: () => accountRoute,
    path: "/keys",
    component: lazyRouteComponent(() => import("./keys-screen.tsx"), "KeysScreen"),
  }),
  createRoute({
    getParentRoute: () => accountRoute,
    path: "/account-keys",
    component: lazyRouteComponent(() => import("./account-keys-screen.tsx"), "AccountKeysScreen"),
  }),
] as const;
