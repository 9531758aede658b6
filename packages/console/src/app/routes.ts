import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, redirect } from "@tanstack/react-router";

import { deploymentQuery, factorsQuery, meQuery } from "../api/queries.ts";
import { parseSearch } from "../features/audit/filter.ts";
import { AuditScreen } from "../features/audit/audit-screen.tsx";
import { CaptchaPassScreen } from "../features/captcha/captcha-pass-screen.tsx";
import { CreateAccountScreen } from "../features/create-account/create-account-screen.tsx";
import { EnrolScreen } from "../features/enrol/enrol-screen.tsx";
import { SignInMethodsScreen } from "../features/factors/sign-in-methods-screen.tsx";
import { ConfirmSignInScreen } from "../features/sign-in/confirm-sign-in-screen.tsx";
import { GoogleScreen } from "../features/sign-in/google-screen.tsx";
import { NotMeScreen } from "../features/mail-links/not-me-screen.tsx";
import { MagicLinkScreen } from "../features/sign-in/magic-link-screen.tsx";
import { NoticesScreen } from "../features/notices/notices-screen.tsx";
import { VerifyNoticesScreen } from "../features/notices/verify-notices-screen.tsx";
import { BeginRecoveryScreen } from "../features/recovery/begin-recovery-screen.tsx";
import { CancelRecoveryScreen } from "../features/recovery/cancel-recovery-screen.tsx";
import { ConfirmEmailScreen } from "../features/email-change/confirm-email-screen.tsx";
import { UndoEmailScreen } from "../features/email-change/undo-email-screen.tsx";
import { ForgotScreen } from "../features/passwords/forgot-screen.tsx";
import { AccountSessionsScreen } from "../features/people/account-sessions-screen.tsx";
import { ChecklistScreen } from "../features/checklist/checklist-screen.tsx";
import { AccountKeysScreen } from "../features/keys/account-keys-screen.tsx";
import { KeysScreen } from "../features/keys/keys-screen.tsx";
import { IncidentScreen } from "../features/protection/incident-screen.tsx";
import { ProtectionScreen } from "../features/protection/protection-screen.tsx";
import { ReviewScreen } from "../features/reviews/review-screen.tsx";
import { ReviewsScreen } from "../features/reviews/reviews-screen.tsx";
import { SupportScreen } from "../features/support/support-screen.tsx";
import { IncidentGuideScreen } from "../features/incident-guide/incident-guide-screen.tsx";
import { HomeScreen } from "../features/home/home-screen.tsx";
import { InboxScreen } from "../features/inbox/inbox-screen.tsx";
import { JoinScreen } from "../features/invitations/join-screen.tsx";
import { PersonScreen } from "../features/people/person-screen.tsx";
import { PeopleScreen } from "../features/people/people-screen.tsx";
import { PolicyScreen } from "../features/policy/policy-screen.tsx";
import { ProfileScreen } from "../features/profile/profile-screen.tsx";
import { ResetScreen } from "../features/passwords/reset-screen.tsx";
import { RolesScreen } from "../features/roles/roles-screen.tsx";
import { SessionsScreen } from "../features/sessions/sessions-screen.tsx";
import { SignInScreen } from "../features/sign-in/sign-in-screen.tsx";
import { SignedOutScreen } from "../features/sign-in/signed-out-screen.tsx";
import { VerifyScreen } from "../features/mail-links/verify-screen.tsx";
import { EntryLayout } from "./entry-layout.tsx";
import { needsSignIn } from "./query-client.ts";
import { Root } from "./root.tsx";
import { Shell } from "./shell/shell.tsx";

interface RouterContext {
  readonly queryClient: QueryClient;
}

const rootRoute = createRootRouteWithContext<RouterContext>()({ component: Root });

const indexRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  beforeLoad: () => {
    redirect({ to: "/home", replace: true, throw: true });
  },
});

/** The screens before one is signed in. */
const entryRoute = createRoute({ getParentRoute: () => rootRoute, id: "entry", component: EntryLayout });

const createAccountRoute = createRoute({
  getParentRoute: () => entryRoute,
  path: "/create",
  loader: ({ context }) => context.queryClient.ensureQueryData(deploymentQuery),
  component: CreateAccountScreen,
});

export interface SignInSearch {
  readonly next?: string;
  readonly account?: string;
  /** Whether one comes here because the session has ended. */
  readonly ended?: boolean;
}

const signInRoute = createRoute({
  getParentRoute: () => entryRoute,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): SignInSearch => ({
    ...(typeof search.next === "string" && { next: search.next }),
    ...(typeof search.account === "string" && { account: search.account }),
    ...(search.ended === true && { ended: true }),
  }),
  component: SignInScreen,
});

const verifyRoute = createRoute({
  getParentRoute: () => entryRoute,
  path: "/verify",
  component: VerifyScreen,
});

const forgotRoute = createRoute({
  getParentRoute: () => entryRoute,
  path: "/forgot",
  component: ForgotScreen,
});

const resetRoute = createRoute({
  getParentRoute: () => entryRoute,
  path: "/reset",
  component: ResetScreen,
});

const joinRoute = createRoute({
  getParentRoute: () => entryRoute,
  path: "/join",
  component: JoinScreen,
});

const signedOutRoute = createRoute({
  getParentRoute: () => entryRoute,
  path: "/signed-out",
  component: SignedOutScreen,
});

const magicLinkRoute = createRoute({
  getParentRoute: () => entryRoute,
  path: "/magic-link",
  component: MagicLinkScreen,
});

export interface GoogleSearch {
  readonly account?: string;
}

const googleRoute = createRoute({
  getParentRoute: () => entryRoute,
  path: "/google",
  validateSearch: (search: Record<string, unknown>): GoogleSearch =>
    typeof search.account === "string" ? { account: search.account } : {},
  component: GoogleScreen,
});

const confirmSignInRoute = createRoute({
  getParentRoute: () => entryRoute,
  path: "/confirm-sign-in",
  component: ConfirmSignInScreen,
});

const captchaPassRoute = createRoute({
  getParentRoute: () => entryRoute,
  path: "/captcha",
  component: CaptchaPassScreen,
});

const notMeRoute = createRoute({
  getParentRoute: () => entryRoute,
  path: "/not-me",
  component: NotMeScreen,
});

const beginRecoveryRoute = createRoute({
  getParentRoute: () => entryRoute,
  path: "/recovery",
  component: BeginRecoveryScreen,
});

const cancelRecoveryRoute = createRoute({
  getParentRoute: () => entryRoute,
  path: "/cancel-recovery",
  component: CancelRecoveryScreen,
});

const confirmEmailRoute = createRoute({
  getParentRoute: () => entryRoute,
  path: "/confirm-email",
  component: ConfirmEmailScreen,
});

const undoEmailRoute = createRoute({
  getParentRoute: () => entryRoute,
  path: "/undo-email",
  component: UndoEmailScreen,
});

const verifyNoticesRoute = createRoute({
  getParentRoute: () => entryRoute,
  path: "/verify-notices",
  component: VerifyNoticesScreen,
});

const incidentGuideRoute = createRoute({
  getParentRoute: () => entryRoute,
  path: "/incident-guide",
  component: IncidentGuideScreen,
});

export interface EnrolSearch {
  readonly next?: string;
}

/** Signed in, but without the frame: until a second factor is set up, it may be that nothing else is open. */
const enrolRoute = createRoute({
  getParentRoute: () => entryRoute,
  path: "/enrol",
  validateSearch: (search: Record<string, unknown>): EnrolSearch =>
    typeof search.next === "string" ? { next: search.next } : {},
  beforeLoad: async ({ context, location }) => {
    await signedIn(context, location);
    await context.queryClient.ensureQueryData(factorsQuery);
  },
  component: EnrolScreen,
});

const inboxRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/inbox",
  component: InboxScreen,
});

/** The screens of somebody who is signed in. */
const accountRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "account",
  beforeLoad: ({ context, location }) => signedIn(context, location),
  component: Shell,
});

async function signedIn({ queryClient }: RouterContext, location: { pathname: string; href: string }): Promise<void> {
  try {
    await queryClient.ensureQueryData(meQuery);
  } catch (error) {
    if (!needsSignIn(error)) throw error;
    const search = location.pathname === "/home" ? {} : { next: location.href };
    redirect({ to: "/sign-in", search, throw: true });
  }
}

const homeRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: "/home",
  component: HomeScreen,
});

const profileRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: "/profile",
  component: ProfileScreen,
});

const signInMethodsRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: "/profile/sign-in-methods",
  component: SignInMethodsScreen,
});

const noticesRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: "/profile/notices",
  component: NoticesScreen,
});

const sessionsRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: "/sessions",
  component: SessionsScreen,
});

const peopleRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: "/people",
  component: PeopleScreen,
});

const checklistRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: "/checklist",
  component: ChecklistScreen,
});

const accountSessionsRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: "/account-sessions",
  component: AccountSessionsScreen,
});

const keysRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: "/keys",
  component: KeysScreen,
});

const accountKeysRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: "/account-keys",
  component: AccountKeysScreen,
});

const protectionRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: "/protection",
  component: ProtectionScreen,
});

const incidentRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: "/protection/incidents/$id",
  component: IncidentScreen,
});

const personRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: "/people/$id",
  component: PersonScreen,
});

const rolesRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: "/roles",
  component: RolesScreen,
});

const auditRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: "/audit",
  validateSearch: parseSearch,
  component: AuditScreen,
});

const policyRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: "/policy",
  component: PolicyScreen,
});

const reviewsRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: "/reviews",
  component: ReviewsScreen,
});

const reviewRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: "/reviews/$id",
  component: ReviewScreen,
});

const supportRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: "/support",
  component: SupportScreen,
});

export const routeTree = rootRoute.addChildren([
  indexRoute,
  inboxRoute,
  entryRoute.addChildren([
    createAccountRoute,
    signInRoute,
    magicLinkRoute,
    googleRoute,
    confirmSignInRoute,
    captchaPassRoute,
    notMeRoute,
    verifyRoute,
    forgotRoute,
    resetRoute,
    joinRoute,
    signedOutRoute,
    enrolRoute,
    beginRecoveryRoute,
    cancelRecoveryRoute,
    confirmEmailRoute,
    undoEmailRoute,
    verifyNoticesRoute,
    incidentGuideRoute,
  ]),
  accountRoute.addChildren([
    homeRoute,
    profileRoute,
    signInMethodsRoute,
    noticesRoute,
    sessionsRoute,
    peopleRoute,
    personRoute,
    protectionRoute,
    incidentRoute,
    keysRoute,
    accountKeysRoute,
    checklistRoute,
    accountSessionsRoute,
    rolesRoute,
    auditRoute,
    policyRoute,
    reviewsRoute,
    reviewRoute,
    supportRoute,
  ]),
]);
