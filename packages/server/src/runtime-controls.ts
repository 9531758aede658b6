import type { Clock } from "./kernel/clock.ts";
import type { Log } from "./kernel/log.ts";
import { type Controls, createControls } from "./operations/controls/index.ts";
import { apiKeyControls } from "./people/api-keys/index.ts";
import { captchaControls, type CaptchaDeps } from "./people/captcha/index.ts";
import { factorControls } from "./people/factors/index.ts";
import { memberControls } from "./people/members/index.ts";
import { type CeremonyDeps, passkeyControls } from "./people/passkeys/index.ts";
import { sessionControls, type TokenKeyring } from "./people/sessions/index.ts";
import { supportControls } from "./people/support/index.ts";
import { type Egress, egressControls } from "./platform/egress/index.ts";
import type { Authenticator } from "./platform/http/index.ts";
import { limitControls, type RateLimiter, type RateLimiterOptions } from "./platform/limits/index.ts";
import type { Metrics } from "./platform/metrics/index.ts";
import { auditControls } from "./tenancy/audit/index.ts";
import { type DirectoryDeps, directoryControls } from "./tenancy/directory/index.ts";
import { keyControls } from "./tenancy/keys/index.ts";
import { storageControls } from "./tenancy/registry/index.ts";
import { type RevocationControlDeps, revocationControls } from "./tenancy/revocation/index.ts";

/** The running parts that controls try. */
export interface WatchedParts extends Pick<CeremonyDeps, "relyingParty" | "challengeKey">, CaptchaDeps {
  readonly directory: DirectoryDeps;
  readonly revocation: RevocationControlDeps;
  readonly limits: RateLimiterOptions;
  readonly limiter: RateLimiter;
  readonly authenticator: Authenticator;
  readonly keyring: TokenKeyring;
  readonly issuer: string;
  readonly leaseMs: number;
  readonly egress: Egress;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly clock: Clock;
}

/** Every control of a process but those of its listener, which joins them when it listens. None has been measured yet. */
export function watchOver(parts: WatchedParts): Controls {
  const { directory, metrics, log, clock } = parts;
  const { cluster, keys } = directory;
  const controls = createControls({ log, clock }, [
    ...directoryControls(cluster),
    ...keyControls(keys, clock),
    ...auditControls(directory),
    ...storageControls(cluster),
    ...revocationControls(parts.revocation),
    ...limitControls(parts.limiter, parts.limits),
    ...memberControls({ directory, clock }),
    ...supportControls({ ...parts, cluster }),
    ...passkeyControls(parts),
    ...captchaControls(parts),
    ...factorControls({ cluster, clock }),
    ...egressControls(parts.egress),
    ...apiKeyControls({ ...parts, cluster }),
    ...sessionControls({ ...parts, regions: cluster.regions }),
  ]);
  metrics.gauges("holdfast_control_ok", "1 while a control of this process is in order", "control", () =>
    controls.gauges(),
  );
  return controls;
}
