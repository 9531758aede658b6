import { createRouter } from "@tanstack/react-router";

import { createQueryClient } from "./query-client.ts";
import { routeTree } from "./routes.ts";
import { RouteMissing, ScreenFailure, ScreenPending } from "./route-states.tsx";

export const queryClient = createQueryClient({ onSignedOut: leaveForSignIn, onEnrolmentDue: leaveForEnrolment });

export const router = createRouter({
  routeTree,
  context: { queryClient },
  defaultPendingMs: 200,
  defaultErrorComponent: ScreenFailure,
  defaultNotFoundComponent: RouteMissing,
  defaultPendingComponent: ScreenPending,
  scrollRestoration: false,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

/** The session is over: what was read under it goes, and the person may come back to where they were. */
function leaveForSignIn(): void {
  const { pathname, href } = router.state.location;
  // Whoever is on the way out sees the certificate of it, though a screen of before may still hear that it is over.
  if (pathname === "/signed-out") return;
  queryClient.clear();
  if (pathname !== "/sign-in") void router.navigate({ to: "/sign-in", search: { next: href, ended: true } });
}

/** The session opens only this, until a second factor is set up. */
function leaveForEnrolment(): void {
  const { pathname, href } = router.state.location;
  if (pathname !== "/enrol") void router.navigate({ to: "/enrol", search: { next: href } });
}
