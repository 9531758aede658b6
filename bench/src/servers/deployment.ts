import {
  createLog,
  openKeyWrapper,
  openLogSink,
  type Runtime,
  startRuntime,
  systemClock,
} from "../../../packages/server/src/main.ts";
import { Secret } from "../../../packages/server/src/kernel/secret.ts";
import { createInbox } from "../../../packages/server/src/platform/mail/index.ts";
import { openCluster, provisionAll, serverFromSocket } from "../../../packages/server/src/platform/postgres/index.ts";

export interface DeploymentOptions {
  readonly socketDir: string;
  /** Of the database names: processes with the same one are one deployment. */
  readonly prefix: string;
  readonly rootKeyFile: string;
}

/** Of guards that are measured. */
export const guardSecret = new Secret("a secret of guards that are measured, long enough");

/** The real program on a real Postgres, with the password hashes and leases of production. */
export interface Deployment {
  readonly runtime: Runtime;
  readonly stop: () => Promise<void>;
}

export async function startDeployment(options: DeploymentOptions): Promise<Deployment> {
  const { socketDir, prefix, rootKeyFile } = options;
  const server = serverFromSocket(socketDir, { app: "holdfast_app", owner: "holdfast_owner" });
  const cluster = openCluster({ prefix, control: server, regions: { eu: server } });
  await provisionAll(cluster);
  const inbox = createInbox(systemClock);
  const sink = openLogSink();
  const log = createLog((line) => sink.write(line), systemClock);
  const runtime = await startRuntime({
    cluster,
    wrapper: await openKeyWrapper({ kms: null, rootKeyFile }, cluster.keystore),
    mailer: inbox,
    inbox,
    log,
    clock: systemClock,
    publicUrl: "http://localhost:7700",
    regions: [{ id: "eu", title: "European Union" }],
    mode: "development",
    signUp: "open",
    unverifiedAccountDays: 7,
    revocationLeaseMs: 1000,
    guardSecrets: [guardSecret],
    hashProfiles: "owasp",
  });
  return { runtime, stop: () => runtime.stop() };
}
