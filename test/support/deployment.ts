import { randomBytes } from "node:crypto";

import type { AccountId, BuiltInRoleName, UserId } from "@holdfast/contract";
import { hash } from "@node-rs/argon2";
import type { FastifyInstance, LightMyRequestResponse } from "fastify";

import { createApp } from "../../packages/server/src/app.ts";
import { createLog } from "../../packages/server/src/kernel/log.ts";
import { createInbox, type Inbox, type Mailer } from "../../packages/server/src/platform/mail/index.ts";
import { type Runtime, type RuntimeOptions, startRuntime } from "../../packages/server/src/runtime.ts";
import { generateRootKey, type KeyWrapper, localKeyWrapper } from "../../packages/server/src/tenancy/keys/index.ts";
import { solvedCaptcha } from "./captcha.ts";
import { faultyCluster, faultyWrapper, withoutFaults } from "./faults.ts";
import { sameCluster, testCluster, type Ways } from "./test-server.ts";

/** A whole Holdfast of a test's own: real databases, the real program, no socket. Time is moved by hand. */
export interface Deployment {
  readonly runtime: Runtime;
  readonly app: FastifyInstance;
  readonly inbox: Inbox;
  readonly logLines: string[];
  /** Moves the clock of every rule. */
  advance(ms: number): void;
  now(): number;
  call(request: TestRequest): Promise<LightMyRequestResponse>;
  /** Creates an account with a verified owner who has signed in. */
  account(options?: AccountOptions): Promise<Member>;
  /** Adds a user of a role to the account of `by`, signed in. */
  member(by: Member, role: BuiltInRoleName | (string & {})): Promise<Member>;
  stop(): Promise<void>;
}

export interface TestRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly url: string;
  readonly body?: unknown;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Address of the client; by default one of its own per request, so that limits of tests do not add up. */
  readonly address?: string;
}

export interface AccountOptions {
  readonly region?: string;
  readonly placement?: "shared" | "dedicated";
  readonly preset?: string;
}

export interface Member {
  readonly accountId: AccountId;
  readonly userId: UserId;
  readonly email: string;
  readonly password: string;
  readonly slug: string;
  readonly token: string;
  readonly refreshToken: string;
  readonly sessionId: string;
}

export const publicUrl = "https://holdfast.test";
export const goodPassword = "plum-anvil-rhythm-97-quartz";

export interface DeploymentOptions {
  readonly trustedProxies?: readonly string[];
  /** What is added to the server before it is ready. */
  readonly prepare?: (app: FastifyInstance) => Promise<void>;
  /** Starts another process of this deployment. */
  readonly beside?: Deployment;
  /** Lets calls to databases and root key fail as `underFault` says. */
  readonly faults?: boolean;
  /** Takes the mails in place of the inbox. */
  readonly mailer?: Mailer;
  /** Sockets that stand before the servers' own, of a process `beside` another. */
  readonly ways?: Ways;
  readonly wrapper?: KeyWrapper;
  readonly answerMs?: number;
  readonly limitWaitMs?: number;
  /** Longer where nothing may run out while a machine does other things. */
  readonly revocationLeaseMs?: number;
  readonly signUp?: RuntimeOptions["signUp"];
  readonly guardSecrets?: RuntimeOptions["guardSecrets"];
  readonly routeMap?: RuntimeOptions["routeMap"];
  /** Our client at what stands in the place of Google. */
  readonly google?: RuntimeOptions["google"];
  readonly breaches?: RuntimeOptions["breaches"];
  /** Where it is reached, when that is not just made up. */
  readonly publicUrl?: string;
}

export async function startDeployment(options: DeploymentOptions = {}): Promise<Deployment> {
  const { trustedProxies = [], prepare, beside, faults = false } = options;
  let offset = 0;
  const clock = beside?.runtime.clock ?? ((): number => Date.now() + offset);
  const logLines: string[] = [];
  const inbox = createInbox(clock, 1000);
  const cluster = beside === undefined ? await testCluster() : sameCluster(beside.runtime.cluster, options.ways);
  const wrapper =
    options.wrapper ?? beside?.runtime.wrapper ?? localKeyWrapper({ primary: generateRootKey(clock()), older: [] });
  const runtime = await startRuntime({
    cluster: faults ? faultyCluster(cluster) : cluster,
    wrapper: faults ? faultyWrapper(wrapper) : wrapper,
    mailer: options.mailer ?? inbox,
    inbox,
    log: createLog((line) => logLines.push(line), clock),
    clock,
    publicUrl: options.publicUrl ?? publicUrl,
    regions: [
      { id: "eu", title: "European Union" },
      { id: "us", title: "United States" },
    ],
    mode: "development",
    signUp: options.signUp ?? "open",
    unverifiedAccountDays: 7,
    revocationLeaseMs: options.revocationLeaseMs ?? beside?.runtime.revocationLeaseMs ?? 1000,
    google: options.google ?? null,
    ...(options.breaches !== undefined && { breaches: options.breaches }),
    guardSecrets: options.guardSecrets ?? beside?.runtime.guardSecrets ?? [],
    routeMap: options.routeMap ?? null,
    hashProfiles: "test",
    relaySweepMs: 500,
    // A machine that is busy with other tests is no store that is away; what the wait is for has tests of its own.
    limitWaitMs: options.limitWaitMs ?? 5_000,
  });
  const { bell } = runtime.directory;
  const ring = bell.ring.bind(bell);
  // Relay and sequencer are set going by a request; they do not fail with it.
  if (faults) Object.assign(bell, { ring: (...args: Parameters<typeof ring>) => withoutFaults(() => ring(...args)) });
  const { answerMs } = options;
  const app = createApp(runtime, { trustedProxies, tls: null, ...(answerMs !== undefined && { answerMs }) });
  await prepare?.(app);
  await app.ready();
  const call = (request: TestRequest): Promise<LightMyRequestResponse> => inject(app, request);
  return {
    runtime,
    app,
    inbox,
    logLines,
    advance: (ms) => {
      offset += ms;
    },
    now: clock,
    call,
    account: (options) => createAccountWithOwner({ call, inbox }, options),
    member: (by, role) => addMember({ call }, by, role),
    async stop() {
      await app.close();
      await runtime.stop();
    },
  };
}

/** 10.0.0.0/8 is wide enough that no two requests of a run share an address by accident. */
const someAddress = (): string => `10.${[...randomBytes(3)].join(".")}`;

function inject(app: FastifyInstance, request: TestRequest): Promise<LightMyRequestResponse> {
  const { method, url, body, token, headers = {}, address = someAddress() } = request;
  return app.inject({
    method,
    url,
    remoteAddress: address,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { payload: JSON.stringify(body) }),
  });
}

type Caller = Pick<Deployment, "call">;

async function createAccountWithOwner(
  { call, inbox }: Caller & { inbox: Inbox },
  { region = "eu", placement = "shared", preset = "standard" }: AccountOptions = {},
): Promise<Member> {
  const mark = randomBytes(5).toString("hex");
  const slug = `acme-${mark}`;
  const owner = { email: `ada-${mark}@example.com`, name: "Ada Lovelace", password: goodPassword };
  const created = await call({
    method: "POST",
    url: "/v1/accounts",
    body: { name: `Acme ${mark}`, slug, region, placement, preset, owner },
  });
  if (created.statusCode !== 201) throw new Error(`sign-up answered ${created.statusCode}: ${created.body}`);
  const token = await mailedToken(inbox, owner.email, "/verify");
  const verified = await call({ method: "POST", url: "/v1/auth/verify-email", body: { token } });
  if (verified.statusCode !== 200) throw new Error(`verification answered ${verified.statusCode}`);
  return signInAs({ call }, { ...owner, slug, accountId: created.json().account.id, userId: created.json().owner.id });
}

async function addMember({ call }: Caller, by: Member, role: string): Promise<Member> {
  const email = `member-${randomBytes(5).toString("hex")}@example.com`;
  const password = goodPassword;
  const users = [{ email, name: "Grace Hopper", role, emailVerified: true, passwordHash: await testHash(password) }];
  const add = () => call({ method: "POST", url: "/v1/users/import", token: by.token, body: { users } });
  let added = await add();
  // The clock may have been moved since they signed in.
  if (added.statusCode === 401) {
    const proof = { kind: "password", password: by.password };
    await call({ method: "POST", url: "/v1/me/proof", token: by.token, body: { proof } });
    added = await add();
  }
  if (added.statusCode !== 201) throw new Error(`import answered ${added.statusCode}: ${added.body}`);
  return signInAs(
    { call },
    { email, password, slug: by.slug, accountId: by.accountId, userId: added.json().users[0].id },
  );
}

export async function signInAs(
  { call }: Caller,
  who: Pick<Member, "email" | "password" | "slug" | "accountId" | "userId">,
): Promise<Member> {
  const { email, password, slug } = who;
  const address = someAddress();
  const attempt = (captcha?: string) =>
    call({
      method: "POST",
      url: "/v1/auth/sign-in",
      body: { email, password, account: slug, ...(captcha !== undefined && { captcha }) },
      address,
    });
  let answer = await attempt();
  // Somebody who signs in as often as a test does is asked for one.
  if (answer.statusCode === 403 && answer.json().code === "captcha.required") {
    answer = await attempt(await solvedCaptcha({ call }, "sign_in", address));
  }
  // "enrol" is a session as well: of somebody who has to set up a second factor before anything else.
  if (answer.statusCode !== 200 || answer.json().accessToken === undefined) {
    throw new Error(`sign-in answered ${answer.statusCode}: ${answer.body}`);
  }
  const { accessToken, refreshToken, session } = answer.json();
  return { ...who, token: accessToken, refreshToken, sessionId: session.id };
}

/** The token of the newest mail to an address whose link leads to `path`. Waits for the relay. */
export async function mailedToken(inbox: Inbox, to: string, path: string): Promise<string> {
  for (let attempt = 0; attempt < 1_500; attempt += 1) {
    const mails = inbox.list().filter((mail) => mail.to === to && mail.text.includes(`${path}#token=`));
    const token = /#token=([A-Za-z0-9_-]+)/.exec(mails.at(-1)?.text ?? "")?.[1];
    if (token !== undefined) return token;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`no mail with a link to ${path} arrived`);
}

/** Gives somebody who has just signed in a second address for notices. */
export async function addSecondAddress(
  { call, inbox }: Pick<Deployment, "call" | "inbox">,
  { token }: Pick<Member, "token">,
): Promise<string> {
  const email = `second-${randomBytes(5).toString("hex")}@example.org`;
  const url = "/v1/me/notification-addresses/second";
  const asked = await call({ method: "PUT", url, token, body: { email } });
  if (asked.statusCode !== 200) throw new Error(`a second address answered ${asked.statusCode}: ${asked.body}`);
  const body = { token: await mailedToken(inbox, email, "/verify-notices") };
  await call({ method: "POST", url: "/v1/notification-addresses/confirm", body });
  return email;
}

/** A hash as another system would bring it: Argon2id at the least cost that is imported. */
function testHash(password: string): Promise<string> {
  return hash(password, { memoryCost: 12 * 1024, timeCost: 1, parallelism: 1 });
}
