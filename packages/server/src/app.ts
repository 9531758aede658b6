import { routes } from "@holdfast/contract";
import type { FastifyInstance } from "fastify";

import { auditStreamRoutes } from "./data/audit-streams/index.ts";
import { webhookRoutes } from "./data/webhooks/index.ts";
import { checklistRoutes } from "./operations/checklist/index.ts";
import { identityRoutes } from "./people/identities/index.ts";
import { serveDevPages } from "./dev-pages.ts";
import { apiKeyRoutes } from "./people/api-keys/index.ts";
import { feedRoutes } from "./people/feed/index.ts";
import { factorRoutes } from "./people/factors/index.ts";
import { forwardAuthRoutes } from "./people/forward-auth/index.ts";
import { passkeyRoutes } from "./people/passkeys/index.ts";
import { emailChangeRoutes } from "./people/email-changes/index.ts";
import { invitationRoutes } from "./people/invitations/index.ts";
import { memberRoutes } from "./people/members/index.ts";
import { noticeRoutes } from "./people/notices/index.ts";
import { protectionRoutes } from "./people/protection/index.ts";
import { reviewRoutes } from "./people/reviews/index.ts";
import { roleRoutes } from "./people/roles/index.ts";
import { sessionRoutes } from "./people/sessions/index.ts";
import { signInRoutes } from "./people/sign-in/index.ts";
import { signUpRoutes } from "./people/sign-up/index.ts";
import { standingRoutes } from "./people/standings/index.ts";
import { supportRoutes } from "./people/support/index.ts";
import { tokenRoutes } from "./people/tokens/index.ts";
import { userRoutes } from "./people/users/index.ts";
import {
  apiDocsPages,
  bind,
  createHttpServer,
  type HttpOptions,
  mount,
  parseTrustedProxies,
  type RouteBinding,
  servePages,
} from "./platform/http/index.ts";
import type { Runtime } from "./runtime.ts";
import { accountRoutes } from "./tenancy/accounts/index.ts";
import { auditRoutes } from "./tenancy/audit/index.ts";
import { platformLogRoutes } from "./tenancy/platform-log/index.ts";
import { policyRoutes } from "./tenancy/policy/index.ts";
import { productEventRoutes } from "./tenancy/product-events/index.ts";
import { version } from "./version.ts";

export interface AppOptions {
  readonly trustedProxies: readonly string[];
  readonly tls: HttpOptions["tls"];
  readonly answerMs?: HttpOptions["answerMs"];
}

/** The whole API on one HTTP server, not yet listening. Every route of the contract has exactly one binding. */
export function createApp(runtime: Runtime, options: AppOptions): FastifyInstance {
  const http: HttpOptions = {
    log: runtime.log,
    authenticator: runtime.authenticator,
    guards: runtime.guards,
    limiter: runtime.limiter,
    idempotency: runtime.idempotency,
    ownOrigins: new Set([runtime.publicUrl]),
    trustedProxies: parseTrustedProxies(options.trustedProxies),
    tls: options.tls,
    observe: (facts) => runtime.metrics.observeRequest(facts),
    clock: runtime.clock,
    recordSupport: runtime.recordSupport,
    ...(options.answerMs !== undefined && { answerMs: options.answerMs }),
  };
  const app = createHttpServer(http);
  // Event streams do not end by themselves, and a server that closes waits for its answers.
  app.addHook("preClose", async () => runtime.feed.close());
  const bindings = bindingsOf(runtime);
  assertComplete(bindings);
  for (const binding of bindings) mount(app, binding, http);
  servePages(app, apiDocsPages({ title: "Holdfast", version, serverUrl: runtime.publicUrl }));
  if (runtime.inbox !== null) serveDevPages(app, runtime.inbox, runtime.publicUrl);
  return app;
}

const bindingsOf = (runtime: Runtime): RouteBinding[] => [
  ...accountRoutes(runtime),
  ...apiKeyRoutes(runtime),
  ...auditRoutes(runtime),
  ...auditStreamRoutes(runtime),
  ...checklistRoutes(runtime),
  ...emailChangeRoutes(runtime),
  ...invitationRoutes(runtime),
  ...memberRoutes(runtime),
  ...noticeRoutes(runtime),
  ...platformLogRoutes(runtime),
  ...policyRoutes(runtime),
  ...productEventRoutes(runtime),
  ...factorRoutes(runtime),
  ...feedRoutes(runtime),
  ...forwardAuthRoutes(runtime),
  ...identityRoutes(runtime),
  ...passkeyRoutes(runtime),
  ...reviewRoutes(runtime),
  ...roleRoutes(runtime),
  ...sessionRoutes(runtime),
  ...protectionRoutes(runtime),
  ...signInRoutes(runtime),
  ...signUpRoutes(runtime),
  ...supportRoutes(runtime),
  ...standingRoutes(runtime),
  ...tokenRoutes(runtime),
  ...userRoutes(runtime),
  ...webhookRoutes(runtime),
  bind(routes.readDeployment, async () => ({
    regions: runtime.regions.map(({ id, title }) => ({ id, title })),
    signUp: runtime.signUp,
    google: runtime.google !== null,
    securityContact: runtime.securityContact,
    mode: runtime.mode,
    version,
  })),
];

function assertComplete(bindings: readonly RouteBinding[]): void {
  const bound = bindings.map((binding) => binding.spec.id).sort();
  const wanted = Object.values(routes)
    .map((route) => route.id)
    .sort();
  if (JSON.stringify(bound) !== JSON.stringify(wanted)) {
    const odd = [...wanted.filter((id) => !bound.includes(id)), ...bound.filter((id, i) => bound.indexOf(id) !== i)];
    throw new Error(`routes without exactly one implementation: ${odd.join(", ")}`);
  }
}
