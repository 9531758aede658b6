import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, redirect } from "@tanstack/react-router";

import { needsSignIn } from "../api/problem-text.ts";
import { meQuery } from "../api/queries.ts";

interface RouterContext {
  readonly queryClient: QueryClient;
}

/** What the features hang their screens into. How it looks is the app's, which knows the features. */
export const rootRoute = createRootRouteWithContext<RouterContext>()();

/** The frame of the screens before one is signed in. */
export const entryRoute = createRoute({ getParentRoute: () => rootRoute, id: "entry" });

/** The frame of the screens of somebody who is signed in. */
export const accountRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "account",
  beforeLoad: ({ context, location }) => mustBeSignedIn(context, location),
});

/** Leads whoever is not signed in to where they can, and back afterwards. */
export async function mustBeSignedIn(
  { queryClient }: RouterContext,
  location: { readonly pathname: string; readonly href: string },
): Promise<void> {
  try {
    await queryClient.ensureQueryData(meQuery);
  } catch (error) {
    if (!needsSignIn(error)) throw error;
    const search = location.pathname === "/home" ? {} : { next: location.href };
    redirect({ to: "/sign-in", search, throw: true });
  }
}
