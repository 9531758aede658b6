import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { entryRoute } from "../../routing/frames.ts";

export const captchaRoutes = [
  createRoute({
    getParentRoute: () => entryRoute,
    path: "/captcha",
    component: lazyRouteComponent(() => import("./captcha-pass-screen.tsx"), "CaptchaPassScreen"),
  }),
] as const;
