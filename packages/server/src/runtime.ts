import type { PolicySettings, SettingName, UserId } from "@holdfast/contract";

import { openBoundary, revocationHandlers, rotationOf } from "./boundary.ts";
import { Secret } from "./kernel/secret.ts";
import { type Clock, hours, minutes, monotonic, seconds } from "./kernel/clock.ts";
import type { Log } from "./kernel/log.ts";
import { streamSource, visitStreams } from "./data/audit-streams/index.ts";
import { createDispatcher } from "./data/dispatch/index.ts";
import { tidyWebhooks, visitWebhooks, webhookSource } from "./data/webhooks/index.ts";
import { remindOfChecklists } from "./operations/checklist/index.ts";
import { enforceRetention } from "./operations/retention/index.ts";
import { relyingPartyAt } from "./people/passkeys/index.ts";
import { createFeed, createGuardAuthenticator } from "./people/feed/index.ts";
import { createGoogle, type GoogleClient, takeBackLink } from "./people/identities/index.ts";
import {
  applyKeyLifetime,
  authenticateEither,
  createKeyAuthenticator,
  createKeyMemory,
  createRefusalLog,
  flushKeyUses,
  keyRemoval,
  readLiveKey,
  settleLeaks,
  takeBackKeys,
  tellOfEndingKeys,
} from "./people/api-keys/index.ts";
import {
  applyFactorDuty,
  applyFactorPolicy,
  assertFactorFresh,
  passkeyRules,
  takeBackFactors,
} from "./people/factors/index.ts";
import type { RouteMap } from "./people/forward-auth/index.ts";
import { invitationHandOver } from "./people/invitations/index.ts";
import { runDueOffboardings } from "./people/members/index.ts";
import { announceLoosened, deliverMail, sendDigest, takeBackAddress } from "./people/notices/index.ts";
import { peopleSources, remindOfReview } from "./people/reviews/index.ts";
import { type BreachLookup, createPasswordHasher, pwnedPasswords } from "./people/passwords/index.ts";
import {
  applySessionLimits,
  createAuthenticator,
  createSessionReader,
  createSessionMemory,
  createTokenKeyring,
  flushTouches,
} from "./people/sessions/index.ts";
import { createBackground, takeBackSignIns } from "./people/sign-in/index.ts";
import { admitSupport, closeLapsedGrant, recordSupportRead, type SupportAct } from "./people/support/index.ts";
import { forgetFormerAddresses } from "./people/users/index.ts";
import {
  captchasAsked,
  countPassed,
  createRateLimiter,
  createRequestLimiter,
  anywhereClaims,
  identityClaims,
  networkClaims,
  suspiciousSignUps,
  suspiciousTries,
} from "./platform/limits/index.ts";
import {
  altcha,
  type Captcha,
  pruneCaptchaUses,
  siteverify,
  type SiteverifyOptions,
  type Suspicion,
} from "./people/captcha/index.ts";
import type { Caller } from "./platform/http/index.ts";
import { createEgress } from "./platform/egress/index.ts";
import type { Inbox, Mailer } from "./platform/mail/index.ts";
import { startChores } from "./platform/jobs/index.ts";
import { createMetrics } from "./platform/metrics/index.ts";
import type { Cluster } from "./platform/postgres/index.ts";
import { abandonUnfinished, eraseLapsed } from "./tenancy/accounts/index.ts";
import { watchOver } from "./runtime-controls.ts";
import { type Origin, startSequencer } from "./tenancy/audit/index.ts";
import { type AccountScope, createIdempotencyStore, pruneIdempotencyKeys } from "./tenancy/directory/index.ts";
import { type KeyDeps, type KeyWrapper, openDirectoryKeys } from "./tenancy/keys/index.ts";
import { createRevoker, revocationOf, startRelay, userOf } from "./tenancy/outbox/index.ts";
import { extendPlatformLog } from "./tenancy/platform-log/index.ts";
import { policyOf } from "./tenancy/policy/index.ts";
import { publish, startNode } from "./tenancy/revocation/index.ts";

/** What the world outside gives a running Holdfast. */
export interface RuntimeOptions {
  readonly cluster: Cluster;
  readonly wrapper: KeyWrapper;
  readonly mailer: Mailer;
  /** The same object as `mailer` in development mode, else null. */
  readonly inbox: Inbox | null;
  readonly log: Log;
  readonly clock: Clock;
  readonly publicUrl: string;
  readonly regions: readonly { readonly id: string; readonly title: string }[];
  readonly mode: "development" | "production";
  readonly signUp: "open" | "shared" | "closed";
  readonly unverifiedAccountDays: number;
  /** Where people report an incident: a `mailto:` or `https:` URI. */
  readonly securityContact?: string | null;
  readonly revocationLeaseMs: number;
  /** Under which tokens of guards are made, newest first; none: no guard is let in. */
  readonly guardSecrets?: readonly Secret<string>[];
  /** What requests that proxies ask about are asked for, by method and path. */
  readonly routeMap?: RouteMap | null;
  /** Our client at Google, where there is one. */
  readonly google?: GoogleClient | null;
  readonly hashProfiles: "owasp" | "test";
  /** Replaces Pwned Passwords, for tests. */
  readonly breaches?: BreachLookup;
  /** Whose CAPTCHAs are asked for; ours without. */
  readonly captcha?: Pick<SiteverifyOptions, "provider" | "siteKey" | "secret"> | null;
  /** How long a request waits to be counted before it is refused. */
  readonly limitWaitMs?: number;
  /** How often the outboxes are searched for what a process that died has left. */
  readonly relaySweepMs?: number;
}

export type Runtime = Awaited<ReturnType<typeof startRuntime>>;

/** Builds every part once and starts what runs by itself. Each module takes the few fields it names. */
export async function startRuntime(options: RuntimeOptions) {
  const { cluster, log, clock, unverifiedAccountDays } = options;
  const metrics = createMetrics();
  const { directory, appends, ...boundary } = openBoundary(options);
  const memory = createSessionMemory(200_000);
  const revocationNode = startNode(
    { cluster, log, leaseMs: options.revocationLeaseMs },
    revocationHandlers(directory, log),
  );
  directory.homeCache.isFresh = () => revocationNode.fresh();
  const revocation = { cluster, leaseMs: options.revocationLeaseMs, revocationNode };
  const rotation = rotationOf(directory.keys, revocation);
  const keyring = createTokenKeyring(directory.keys, monotonic);
  // Made by the first sign-in, they would be unknown for seconds to whoever has just read which keys there are.
  for (const { id } of options.regions) await keyring.signerOf(id);
  const issuer = options.publicUrl;
  const leaseMs = options.revocationLeaseMs;
  const verification = { directory, memory, revocations: revocationNode, keyring, issuer, leaseMs, clock };
  const keyMemory = createKeyMemory({
    limit: 50_000,
    clock,
    onRefusal: createRefusalLog({ directory, appends, clock, log }),
  });
  const keyVerification = { directory, keyMemory, revocations: revocationNode, leaseMs, clock };
  const authenticator = authenticateEither(
    admitSupport({ directory, clock }, createAuthenticator(verification)),
    createKeyAuthenticator(keyVerification),
  );
  const feed = createFeed(revocationNode.lending);
  const limits = { sql: cluster.limits, key: await deploymentKey(directory.keys, "limits", "key") };
  const challengeKey = await deploymentKey(directory.keys, "passkeys", "challenges");
  const limiter = createRateLimiter({ ...limits, ...(options.limitWaitMs && { maxWaitMs: options.limitWaitMs }) });
  const hasher = createPasswordHasher({ profiles: options.hashProfiles });
  const background = createBackground(1000, (error) => log.error("background.failed", error));
  const originHost = new URL(options.publicUrl).host;

  const sequencer = startSequencer({ directory, originHost, log });
  const relay = startRelay({
    directory,
    log,
    sweepMs: options.relaySweepMs ?? seconds(5),
    deliver: async (accountId, id, work) => {
      if (work.kind === "mail") await deliverMail({ directory, mailer: options.mailer, clock }, accountId, id, work);
      else if (work.kind === "digest")
        await sendDigest({ directory, publicUrl: options.publicUrl }, accountId, work.userId);
      else if (work.kind === "address") await forgetFormerAddresses({ directory }, accountId, userOf(work));
      else if (work.kind === "support_end")
        await closeLapsedGrant({ directory, clock, publicUrl: options.publicUrl }, accountId, work.grantId);
      else await publish(revocation, revocationOf(accountId, work));
    },
  });
  const unlisten = directory.bell.listen((home) => relay.hint(home), "outbox");
  const egress = createEgress({ policy: { loopback: options.mode === "development" ? "open" : "closed" } });
  const sending = { directory, egress, clock, log, publicUrl: options.publicUrl };
  const dispatcher = createDispatcher({
    ...sending,
    visits: [
      (home, signal) => visitWebhooks(sending, home, signal),
      (home, signal) => visitStreams(sending, home, signal),
    ],
  });
  const unhint = directory.bell.listen((home) => dispatcher.hint(home));
  const revoker = createRevoker({ directory, revocation, log });
  const offboardingSteps = [keyRemoval, invitationHandOver];
  const leaving = { directory, revoker, offboardingSteps, clock, log, publicUrl: options.publicUrl };
  const upkeep = [remindOfReview, tidyWebhooks].map(
    (keepUp) => (scope: AccountScope) => keepUp({ clock, publicUrl: options.publicUrl }, scope),
  );
  const chores = startChores(log, [
    { name: "sessions.touch", everyMs: seconds(20), run: () => flushTouches(verification) },
    { name: "api_keys.touch", everyMs: seconds(20), run: () => flushKeyUses(keyVerification) },
    { name: "api_keys.leaks", everyMs: seconds(10), run: () => settleLeaks(leaving) },
    { name: "api_keys.notices", everyMs: minutes(10), run: () => tellOfEndingKeys(leaving) },
    { name: "offboardings.due", everyMs: seconds(60), run: () => runDueOffboardings(leaving) },
    { name: "limits.prune", everyMs: seconds(60), run: () => limiter.prune() },
    { name: "checklist.remind", everyMs: hours(6), run: () => remindOfChecklists(leaving) },
    { name: "retention.enforce", everyMs: hours(6), run: () => enforceRetention({ directory, clock, log, upkeep }) },
    { name: "platform_log.extend", everyMs: minutes(5), run: () => extendPlatformLog({ directory, originHost }) },
    { name: "accounts.abandon", everyMs: hours(1), run: () => abandonUnfinished({ directory, rotation }) },
    {
      name: "accounts.lapse",
      everyMs: hours(1),
      run: () => eraseLapsed({ directory, rotation, revocation, log, clock, unverifiedAccountDays }),
    },
    { name: "senders.dispatch", everyMs: seconds(1), run: () => dispatcher.turn() },
    { name: "captcha.prune", everyMs: hours(1), run: () => pruneCaptchaUses(cluster.directory, clock()) },
    { name: "idempotency.prune", everyMs: hours(1), run: () => pruneIdempotencyKeys(cluster.directory) },
  ]);
  const captchas = {
    captcha: captchaOf(options, await deploymentKey(directory.keys, "captcha", "challenges")),
    captchaUses: cluster.directory,
    hardness: async (network: string) => suspicions[await countPassed(limiter, captchasAsked(network))] ?? 3,
  };
  const ceremonies = { relyingParty: relyingPartyAt(options.publicUrl), challengeKey };
  const watched = {
    ...verification,
    ...ceremonies,
    ...captchas,
    authenticator,
    egress,
    revocation,
    limiter,
    limits,
    metrics,
    log,
  };
  const controls = watchOver(watched);
  metrics.gauge("holdfast_sessions_in_memory", "Verified tokens in memory", () => memory.entries.size);
  metrics.gauge("holdfast_api_keys_in_memory", "Verified API keys in memory", () => keyMemory.entries.size);
  metrics.gauge("holdfast_memory_trusted", "1 while this process may trust its memory", () =>
    Number(revocationNode.fresh()),
  );

  return {
    ...options,
    metrics,
    controls,
    directory,
    revocation,
    keyring,
    issuer,
    feed,
    guards: createGuardAuthenticator(options.guardSecrets ?? []),
    routeMap: options.routeMap ?? null,
    securityContact: options.securityContact ?? null,
    readLiveSession: createSessionReader(verification),
    readLiveKey: (text: string) => readLiveKey(keyVerification, text),
    hasher,
    breaches: options.breaches ?? pwnedPasswords({}),
    google: createGoogle(options.google ?? null, options.publicUrl),
    ...ceremonies,
    passkeyRules: passkeyRules({ clock }),
    assertFactorFresh,
    background,
    originHost,
    async applyRole(scope: AccountScope, user: { id: UserId; privileged: boolean }): Promise<void> {
      await applyFactorDuty(scope, user);
      await applySessionLimits(scope, await policyOf(scope));
    },
    policyLoosened: (scope: AccountScope, looser: readonly SettingName[], origin: Origin): Promise<void> =>
      announceLoosened({ clock, publicUrl: options.publicUrl }, scope, looser, origin),
    async applyPolicy(scope: AccountScope, settings: PolicySettings): Promise<void> {
      // In the order in which whoever sets up a factor locks: the duty, then the sessions.
      await applyFactorPolicy(scope, settings);
      await applySessionLimits(scope, settings);
      await applyKeyLifetime(scope, settings);
    },
    refusalGridMs: options.hashProfiles === "owasp" ? 500 : 50,
    revocationNode,
    appends,
    rotation,
    revoker,
    offboardingSteps,
    upkeep,
    reviewSources: [...peopleSources, webhookSource, streamSource],
    egress,
    recordSupport: (caller: Caller, act: SupportAct) => recordSupportRead({ directory, appends }, caller, act),
    ...captchas,
    isSuspiciousSignUp: async (address: string) => (await countPassed(limiter, suspiciousSignUps(address))) > 0,
    takeBack: [
      takeBackFactors,
      takeBackKeys,
      takeBackLink,
      takeBackAddress,
      takeBackSignIns({ clock, publicUrl: options.publicUrl }),
    ],
    authenticator,
    keyMemory,
    limiter: createRequestLimiter(limiter),
    sendLimits: limiter,
    idempotency: createIdempotencyStore(directory),
    identities: {
      attempt: async (identity: string, address: string) => {
        await limiter.take(identityClaims(identity, address));
      },
      fromNetwork: async (identity: string, address: string) => {
        await limiter.take(networkClaims(identity, address));
      },
      fromAnywhere: async (identity: string) => {
        await limiter.take(anywhereClaims(identity));
      },
      isSuspicious: async (identity: string, address: string) =>
        (await countPassed(limiter, suspiciousTries(identity, address))) > 0,
    },
    /** Ends in the order that loses nothing: no new work, then what is under way, then what is in memory. */
    async stop(): Promise<void> {
      feed.close();
      await background.settled();
      unlisten();
      unhint();
      await relay.stop();
      await boundary.settled();
      await sequencer.stop();
      await chores.stop();
      await dispatcher.stop();
      await flushTouches(verification).catch((error: unknown) => log.error("sessions.touch_failed", error));
      await flushKeyUses(keyVerification).catch((error: unknown) => log.error("api_keys.touch_failed", error));
      await revocationNode.stop();
      await options.mailer.close();
      await boundary.close();
      await cluster.close();
    },
  };
}

const suspicions: readonly Suspicion[] = [0, 1, 2, 3];

/** Iterations for each number that a browser tries; next to none where passwords are hashed for tests. */
const captchaCost = { owasp: 5000, test: 2 } as const;

function captchaOf(options: RuntimeOptions, key: Secret<Uint8Array>): Captcha {
  const { clock, log, publicUrl, hashProfiles } = options;
  const theirs = options.captcha ?? null;
  if (theirs === null) return altcha({ key, clock, cost: captchaCost[hashProfiles] });
  return siteverify({ ...theirs, hostname: new URL(publicUrl).hostname, clock, log });
}

/** A key that every process of the deployment has alike, whatever is rotated. */
async function deploymentKey(
  keys: KeyDeps,
  use: "limits" | "passkeys" | "captcha",
  name: string,
): Promise<Secret<Uint8Array>> {
  return new Secret((await openDirectoryKeys(keys)).stableIndex(use, name));
}
