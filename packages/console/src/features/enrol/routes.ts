import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { factorsQuery } from "../../api/queries.ts";
import { entryRoute, mustBeSignedIn } from "../../routing/frames.ts";

interface EnrolSearch {
  readonly next?: string;
}

/** Signed in, but without the frame: until a second factor is set up, it may be that nothing else is open. */
export const enrolRoutes = [
  createRoute({
    getParentRoute: () => entryRoute,
    path: "/enrol",
    validateSearch: (search: Record<string, unknown>): EnrolSearch =>
      typeof search.next === "string" ? { next: search.next } : {},
    beforeLoad: async ({ context, location }) => {
      await mustBeSignedIn(context, location);
      await context.queryClient.ensureQueryData(factorsQuery);
    },
    component: lazyRouteComponent(() => import("./enrol-screen.tsx"), "EnrolScreen"),
  }),
] as const;
