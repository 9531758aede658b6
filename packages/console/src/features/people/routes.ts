import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { userQuery } from "../../api/queries.ts";
import { accountRoute } from "../../routing/frames.ts";

export const peopleRoutes = [
  createRoute({
    getParentRoute: () => accountRoute,
    path: "/people",
    component: lazyRouteComponent(() => import("./people-screen.tsx"), "PeopleScreen"),
  }),
  createRoute({
    getParentRoute: () => accountRoute,
    path: "/people/$id",
    // There before the screen is: its heading is the name of the person, and takes the focus.
    loader: ({ context, params }) => context.queryClient.prefetchQuery(userQuery(params.id)),
    component: lazyRouteComponent(() => import("./person-screen.tsx"), "PersonScreen"),
  }),
  createRoute({
    getParentRoute: () => accountRoute,
    path: "/account-sessions",
    component: lazyRouteComponent(() => import("./account-sessions-screen.tsx"), "AccountSessionsScreen"),
  }),
] as const;
