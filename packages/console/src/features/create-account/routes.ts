import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { deploymentQuery } from "../../api/queries.ts";
import { entryRoute } from "../../routing/frames.ts";

export const createAccountRoutes = [
  createRoute({
    getParentRoute: () => entryRoute,
    path: "/create",
    loader: ({ context }) => context.queryClient.ensureQueryData(deploymentQuery),
    component: lazyRouteComponent(() => import("./create-account-screen.tsx"), "CreateAccountScreen"),
  }),
] as const;
