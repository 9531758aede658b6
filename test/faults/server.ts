import { once } from "node:events";

import { createApp } from "../../packages/server/src/app.ts";
import { createLog } from "../../packages/server/src/kernel/log.ts";
import { createInbox } from "../../packages/server/src/platform/mail/index.ts";
import { openCluster, serverFromSocket } from "../../packages/server/src/platform/postgres/index.ts";
import { startRuntime } from "../../packages/server/src/runtime.ts";
import { fileKeyWrapper } from "../../packages/server/src/tenancy/keys/index.ts";
import { publicUrl } from "../support/deployment.ts";
import { guardSecret } from "../support/guards.ts";
import { testRoles } from "../support/templates.ts";

/** A server in a process of its own, on the databases of a test's deployment. It says where it listens. */
const [, , socketDir = "", prefix = "", rootKeyFile = "", aheadMs = "0"] = process.argv;
/** It may be later for this process than it is: so it finds the leases of one that died run out. */
const clock = () => Date.now() + Number(aheadMs);
const control = serverFromSocket(socketDir, testRoles);
const runtime = await startRuntime({
  cluster: openCluster({ prefix, control, regions: { eu: control, us: control }, poolSize: 4 }),
  wrapper: await fileKeyWrapper(rootKeyFile),
  mailer: createInbox(clock),
  inbox: null,
  log: createLog(() => {}, clock),
  clock,
  publicUrl,
  regions: [
    { id: "eu", title: "European Union" },
    { id: "us", title: "United States" },
  ],
  mode: "development",
  signUp: "open",
  unverifiedAccountDays: 7,
  revocationLeaseMs: 1000,
  guardSecrets: [guardSecret],
  hashProfiles: "test",
  limitWaitMs: 5_000,
});
const app = createApp(runtime, { trustedProxies: [], tls: null });
process.send?.(await app.listen({ host: "127.0.0.1", port: 0 }));
await once(process, "disconnect");
process.exit();
