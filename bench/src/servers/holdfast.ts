import { createApp, systemClock } from "../../../packages/server/src/main.ts";
import { createAuthenticator, createSessionMemory } from "../../../packages/server/src/people/sessions/index.ts";
import { type Authenticator, bind, type HttpOptions, mount } from "../../../packages/server/src/platform/http/index.ts";
import { startOperatorPort } from "../../../packages/server/src/platform/metrics/index.ts";
import { portOf } from "../harness/listening.ts";
import { answerParent } from "../harness/worker-process.ts";
import { type Deployment, type DeploymentOptions, startDeployment } from "./deployment.ts";
import { raisedLimits } from "./raised-limits.ts";
import { paths, whoAmI, whoAmIByKey } from "./paths.ts";

let running: { deployment: Deployment; operatorPort: number; close(): Promise<void> } | null = null;

/** Starts the real server on a free port, with quotas that a load generator cannot use up. */
async function start(options: DeploymentOptions): Promise<number> {
  const deployment = await startDeployment(options);
  const runtime = { ...deployment.runtime, ...raisedLimits(deployment.runtime) };
  // The load generator, where it stands for a proxy.
  const app = createApp(runtime, { trustedProxies: ["127.0.0.0/8"], tls: null });
  const http = httpOptions(runtime, runtime.authenticator);
  mountAt(app, paths.whole, http);
  mountAt(app, paths.distrustful, { ...http, authenticator: distrustful(runtime) });
  mountAt(app, paths.unknown, { ...http, authenticator: forgetful(runtime) });
  mount(app, identifyKey, http);
  await app.listen({ host: "127.0.0.1", port: 0 });
  const operator = await startOperatorPort({ port: 0, metrics: runtime.metrics, checks: [], reports: {} });
  const close = async (): Promise<void> => {
    await operator.close();
    await app.close();
  };
  running = { deployment, operatorPort: operator.port, close };
  return portOf(app.server);
}

/** Where the metrics of this process are read. */
function operatorPort(): number {
  if (running === null) throw new Error("not started");
  return running.operatorPort;
}

type ServedRuntime = Deployment["runtime"];

const httpOptions = (runtime: ServedRuntime, authenticator: Authenticator): HttpOptions => ({
  log: runtime.log,
  authenticator,
  limiter: runtime.limiter,
  idempotency: runtime.idempotency,
  ownOrigins: new Set([runtime.publicUrl]),
  trustedProxies: [],
  tls: null,
  observe: (facts) => runtime.metrics.observeRequest(facts),
  clock: systemClock,
  recordSupport: runtime.recordSupport,
});

function mountAt(app: Parameters<typeof mount>[0], path: string, http: HttpOptions): void {
  const identify = bind({ ...whoAmI, path }, async ({ caller }) => ({
    accountId: caller.accountId,
    userId: caller.userId,
    sessionId: caller.sessionId,
    role: caller.role,
    provedAt: caller.provedAt,
  }));
  mount(app, identify, http);
}

const identifyKey = bind(whoAmIByKey, async ({ caller }) => ({
  accountId: caller.accountId,
  userId: caller.userId,
  sessionId: caller.sessionId ?? caller.key.id,
  role: caller.role,
  provedAt: caller.provedAt ?? 0,
}));

/** A node that cannot prove that its memory is up to date, so that it asks the database for every request. */
const distrustful = (runtime: ServedRuntime): Authenticator => ({
  known: () => null,
  verify: (token) => runtime.authenticator.verify(token),
});

/** A node that remembers nothing. */
const forgetful = (runtime: ServedRuntime): Authenticator =>
  createAuthenticator({
    ...runtime,
    leaseMs: runtime.revocationLeaseMs,
    memory: createSessionMemory(0),
    revocations: runtime.revocationNode,
  });

const methods = { start, operatorPort };
export type HoldfastMethods = typeof methods;

answerParent(methods, async () => {
  await running?.close();
  await running?.deployment.stop();
});
