import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { accountRoute } from "../../routing/frames.ts";

export const factorRoutes = [
  createRoute({
    getParentRoute: () => accountRoute,
    path: "/profile/sign-in-methods",
    component: lazyRouteComponent(() => import("./sign-in-methods-screen.tsx"), "SignInMethodsScreen"),
  }),
] as const;
