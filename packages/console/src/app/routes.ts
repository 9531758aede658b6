import { createRoute, redirect } from "@tanstack/react-router";

import { auditRoutes } from "../features/audit/routes.ts";
import { captchaRoutes } from "../features/captcha/routes.ts";
import { checklistRoutes } from "../features/checklist/routes.ts";
import { createAccountRoutes } from "../features/create-account/routes.ts";
import { emailChangeRoutes } from "../features/email-change/routes.ts";
import { enrolRoutes } from "../features/enrol/routes.ts";
import { factorRoutes } from "../features/factors/routes.ts";
import { homeRoutes } from "../features/home/routes.ts";
import { inboxRoutes } from "../features/inbox/routes.ts";
import { incidentGuideRoutes } from "../features/incident-guide/routes.ts";
import { invitationRoutes } from "../features/invitations/routes.ts";
import { keyRoutes } from "../features/keys/routes.ts";
import { mailLinkRoutes } from "../features/mail-links/routes.ts";
import { noticeEntryRoutes, noticeRoutes } from "../features/notices/routes.ts";
import { passwordRoutes } from "../features/passwords/routes.ts";
import { peopleRoutes } from "../features/people/routes.ts";
import { policyRoutes } from "../features/policy/routes.ts";
import { profileRoutes } from "../features/profile/routes.ts";
import { protectionRoutes } from "../features/protection/routes.ts";
import { recoveryRoutes } from "../features/recovery/routes.ts";
import { reviewRoutes } from "../features/reviews/routes.ts";
import { roleRoutes } from "../features/roles/routes.ts";
import { sessionRoutes } from "../features/sessions/routes.ts";
import { signInRoutes } from "../features/sign-in/routes.ts";
import { streamRoutes } from "../features/streams/routes.ts";
import { supportRoutes } from "../features/support/routes.ts";
import { webhookRoutes } from "../features/webhooks/routes.ts";
import { accountRoute, entryRoute, rootRoute } from "../routing/frames.ts";
import { EntryLayout } from "./entry-layout.tsx";
import { Root } from "./root.tsx";
import { FrameFailure, FramePending } from "./route-states.tsx";
import { Shell } from "./shell/shell.tsx";

const states = { errorComponent: FrameFailure, pendingComponent: FramePending };
rootRoute.update({ component: Root, ...states });
entryRoute.update({ component: EntryLayout, ...states });
accountRoute.update({ component: Shell, ...states });

const indexRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  beforeLoad: () => {
    redirect({ to: "/home", replace: true, throw: true });
  },
});

/** Every screen, in its frame. A feature declares its own; their code is fetched when one goes there. */
export const routeTree = rootRoute.addChildren([
  indexRoute,
  ...inboxRoutes,
  entryRoute.addChildren([
    ...captchaRoutes,
    ...createAccountRoutes,
    ...emailChangeRoutes,
    ...enrolRoutes,
    ...incidentGuideRoutes,
    ...invitationRoutes,
    ...mailLinkRoutes,
    ...noticeEntryRoutes,
    ...passwordRoutes,
    ...recoveryRoutes,
    ...signInRoutes,
  ]),
  accountRoute.addChildren([
    ...auditRoutes,
    ...checklistRoutes,
    ...factorRoutes,
    ...homeRoutes,
    ...keyRoutes,
    ...noticeRoutes,
    ...peopleRoutes,
    ...policyRoutes,
    ...profileRoutes,
    ...protectionRoutes,
    ...reviewRoutes,
    ...roleRoutes,
    ...sessionRoutes,
    ...streamRoutes,
    ...supportRoutes,
    ...webhookRoutes,
  ]),
]);
