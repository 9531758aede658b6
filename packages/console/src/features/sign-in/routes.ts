import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { entryRoute } from "../../routing/frames.ts";

interface SignInSearch {
  readonly next?: string;
  readonly account?: string;
  /** Whether one comes here because the session has ended. */
  readonly ended?: boolean;
}

interface GoogleSearch {
  readonly account?: string;
}

export const signInRoutes = [
  createRoute({
    getParentRoute: () => entryRoute,
    path: "/sign-in",
    validateSearch: (search: Record<string, unknown>): SignInSearch => ({
      ...(typeof search.next === "string" && { next: search.next }),
      ...(typeof search.account === "string" && { account: search.account }),
      ...(search.ended === true && { ended: true }),
    }),
    component: lazyRouteComponent(() => import("./sign-in-screen.tsx"), "SignInScreen"),
  }),
  createRoute({
    getParentRoute: () => entryRoute,
    path: "/magic-link",
    component: lazyRouteComponent(() => import("./magic-link-screen.tsx"), "MagicLinkScreen"),
  }),
  createRoute({
    getParentRoute: () => entryRoute,
    path: "/google",
    validateSearch: (search: Record<string, unknown>): GoogleSearch =>
      typeof search.account === "string" ? { account: search.account } : {},
    component: lazyRouteComponent(() => import("./google-screen.tsx"), "GoogleScreen"),
  }),
  createRoute({
    getParentRoute: () => entryRoute,
    path: "/confirm-sign-in",
    component: lazyRouteComponent(() => import("./confirm-sign-in-screen.tsx"), "ConfirmSignInScreen"),
  }),
  createRoute({
    getParentRoute: () => entryRoute,
    path: "/signed-out",
    component: lazyRouteComponent(() => import("./signed-out-screen.tsx"), "SignedOutScreen"),
  }),
] as const;
