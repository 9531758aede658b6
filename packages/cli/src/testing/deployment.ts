import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { settingsOf } from "../../../../test/support/settings.ts";
import { testCluster } from "../../../../test/support/test-server.ts";
import { type Ran, runInTest, type TestShellOptions } from "./test-shell.ts";

type TestCluster = Awaited<ReturnType<typeof testCluster>>;

/** Databases, a root key and a folder of a test's own, and the command that finds them by its settings. */
export interface TestDeployment {
  readonly cluster: TestCluster;
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  holdfast(args: readonly string[], options?: TestShellOptions): Promise<Ran>;
  /** The same, with the document that it prints. @throws when it fails */
  json(...args: readonly string[]): Promise<unknown>;
  /** Creates an account and says its id. */
  account(slug: string, placement?: "shared" | "dedicated"): Promise<string>;
  /** As if every rotation so far had been five minutes ago. */
  settleKeys(): Promise<void>;
  close(): Promise<void>;
}

export async function deployForTest(): Promise<TestDeployment> {
  const cluster = await testCluster();
  const folder = await mkdtemp(join(tmpdir(), "holdfast-cli-"));
  const env = { ...settingsOf(cluster), HOLDFAST_ROOT_KEY_PATH: join(folder, "root.key") };
  const holdfast: TestDeployment["holdfast"] = (args, options = {}) =>
    runInTest(args, { ...options, env: { ...env, ...options.env } });
  const json: TestDeployment["json"] = async (...args) => {
    const { code, out, err } = await holdfast([...args, "--json"]);
    if (code !== 0) throw new Error(`holdfast ${args.join(" ")} ended with ${code}: ${out}${err}`);
    const document: unknown = JSON.parse(out);
    return document;
  };
  return {
    cluster,
    folder,
    env,
    holdfast,
    json,
    async account(slug, placement = "shared") {
      const owner = ["--owner-email", `ada@${slug}.example`, "--owner-name", "Ada Lovelace"];
      const made = await json(
        "accounts",
        "create",
        "--name",
        `The ${slug}`,
        "--slug",
        slug,
        "--placement",
        placement,
        ...owner,
      );
      const id = idOf(made);
      await confirmOwner(cluster, id);
      return id;
    },
    async settleKeys() {
      await cluster.keystore`update account_keys set changed_at = changed_at - interval '5 minutes'`;
    },
    async close() {
      await cluster.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** As if the owner had followed the link of the first mail. In shared databases alone. */
async function confirmOwner(cluster: TestCluster, accountId: string): Promise<void> {
  await cluster.cell("eu", cluster.names.cell("eu")).begin(async (sql) => {
    await sql`select set_config('holdfast.account_id', ${accountId}, true)`;
    await sql`update users set email_verified_at = now() where account_id = ${accountId}`;
  });
}

function idOf(made: unknown): string {
  const account: unknown = typeof made === "object" && made !== null && "account" in made ? made.account : null;
  const id: unknown = typeof account === "object" && account !== null && "id" in account ? account.id : null;
  if (typeof id !== "string") throw new Error("no account was made");
  return id;
}
