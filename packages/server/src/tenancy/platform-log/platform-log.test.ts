import { randomBytes } from "node:crypto";

import {
  bundlePath,
  memoryReader,
  parseCheckpoint,
  parseNote,
  platformFile,
  type PlatformReceipt,
  tilePath,
  tilesOf,
  verifyLogDirectory,
} from "@holdfast/proof";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Deployment, type Member, startDeployment } from "../../../../../test/support/deployment.ts";
import { forgetAccountHome } from "../directory/index.ts";
import { extendPlatformLog } from "./index.ts";

type LogFiles = Map<string, Uint8Array>;

let house: Deployment;
beforeAll(async () => {
  house = await startDeployment();
});
afterAll(() => house.stop());

const extend = (): Promise<number> => extendPlatformLog(house.runtime);
const get = (url: string, member?: Member) =>
  house.call({ method: "GET", url, ...(member !== undefined && { token: member.token }) });

/** A whole log as it is served: an account's to its member, the platform's to anybody. */
async function filesAt(url: string, member?: Member): Promise<LogFiles> {
  const files: LogFiles = new Map();
  const fetched = async (path: string): Promise<Buffer> => {
    const answer = await get(`${url}/${path}`, member);
    expect(answer.statusCode).toBe(200);
    files.set(path, answer.rawPayload);
    return answer.rawPayload;
  };
  const { size } = parseCheckpoint(parseNote(await fetched("checkpoint")).text);
  await fetched("vkey");
  for (const tile of tilesOf(size)) {
    for (const path of tile.level === 0 ? [tilePath(tile), bundlePath(tile)] : [tilePath(tile)]) await fetched(path);
  }
  return files;
}

const keyIn = (files: LogFiles): string =>
  Buffer.from(files.get("vkey") ?? [])
    .toString("utf8")
    .trimEnd();
const platformVkey = async (): Promise<string> => (await get("/v1/platform-log/vkey")).body.trimEnd();
const receiptOf = async (member: Member): Promise<PlatformReceipt> =>
  (await get("/v1/audit/log/platform", member)).json();
const logOf = (member: Member): Promise<LogFiles> => filesAt("/v1/audit/log", member);
const withReceipt = (files: LogFiles, receipt: PlatformReceipt): LogFiles =>
  new Map(files).set(platformFile, Buffer.from(JSON.stringify(receipt)));
const verify = async (files: LogFiles) =>
  verifyLogDirectory(memoryReader(files), { vkey: keyIn(files), platformVkey: await platformVkey() });

/** Makes an event, and waits until it is in the log and the log's head is recorded. */
async function happen(member: Member): Promise<void> {
  const name = `Ada ${randomBytes(4).toString("hex")}`;
  await house.call({ method: "PATCH", url: "/v1/me", token: member.token, body: { name } });
  const { directory } = house.runtime.cluster;
  await expect
    .poll(
      async () => {
        const newest = (await get("/v1/audit/events?limit=1", member)).json().items[0];
        const [head] = await directory<{ size: number }[]>`
        select size from audit_heads where account_id = ${member.accountId}`;
        return newest.index !== null && head?.size === newest.index + 1;
      },
      { timeout: 10_000 },
    )
    .toBe(true);
}

async function accountWithLog(): Promise<Member> {
  const member = await house.account();
  await happen(member);
  return member;
}

describe("the platform's log", () => {
  test("has every account's newest checkpoint, and an auditor proves it offline [C-237]", async () => {
    const members = [await accountWithLog(), await accountWithLog()];
    await extend();
    for (const member of members) {
      const receipt = await receiptOf(member);
      const files = await logOf(member);
      const { size } = parseCheckpoint(parseNote(files.get("checkpoint") ?? "").text);
      const report = await verify(withReceipt(files, receipt));
      expect(report).toMatchObject({
        ok: true,
        platform: { head: { size }, checkpoint: { size: expect.any(Number) } },
      });
    }
    const [acme] = members;
    if (acme === undefined) throw new Error("no account");
    const older = await receiptOf(acme);
    await happen(acme);
    // A receipt of a smaller tree: the log at hand continues it.
    expect(await verify(withReceipt(await logOf(acme), older))).toMatchObject({ ok: true });
    await extend();
    expect((await receiptOf(acme)).entry).not.toBe(older.entry);
  });

  test("is a log of its own that anybody verifies whole, and tells nobody which accounts there are", async () => {
    const members = [await accountWithLog(), await accountWithLog()];
    await extend();
    const files = await filesAt("/v1/platform-log");
    const report = await verifyLogDirectory(memoryReader(files), { vkey: keyIn(files), leaves: "opaque" });
    expect(report).toMatchObject({ ok: true });
    const served = Buffer.concat([...files.values()]).toString("latin1");
    for (const { accountId, slug } of members) {
      expect(served).not.toContain(accountId.slice(4));
      expect(served).not.toContain(slug);
    }
    expect((await get("/v1/platform-log/tile/0/999")).json().code).toBe("log.tile_not_found");
  });

  test("gives each head one leaf, however many processes extend it at once", async () => {
    const members = [await accountWithLog(), await accountWithLog(), await accountWithLog()];
    const other = await startDeployment({ beside: house });
    try {
      await Promise.all([extend(), extendPlatformLog(other.runtime), extend(), extendPlatformLog(other.runtime)]);
    } finally {
      await other.stop();
    }
    const ids = members.map(({ accountId }) => accountId);
    const { directory } = house.runtime.cluster;
    const leaves = await directory<{ entry: Buffer }[]>`
      select entry from platform_leaves where account_id in ${directory(ids)}`;
    expect(new Set(leaves.map(({ entry }) => entry.toString("utf8"))).size).toBe(leaves.length);
    const files = await filesAt("/v1/platform-log");
    const report = await verifyLogDirectory(memoryReader(files), { vkey: keyIn(files), leaves: "opaque" });
    expect(report).toMatchObject({ ok: true });
  });

  test("uncovers a log that shows its account another history than everybody [C-237]", async () => {
    const acme = await accountWithLog();
    await extend();
    const [files, receipt] = [await logOf(acme), await receiptOf(acme)];
    const [, , root = ""] = receipt.entry.split("\n");
    const entry = receipt.entry.replace(root, Buffer.alloc(32, 7).toString("base64"));
    const forged = await verify(withReceipt(files, { ...receipt, entry }));
    expect(forged).toMatchObject({ ok: false, platform: null, faults: [{ code: "inclusion.invalid" }] });
    // What everybody sees is a tree that this log does not continue.
    const { directory } = house.runtime.cluster;
    await directory`
      update audit_heads set root = ${Buffer.alloc(32, 7)}, leaf_size = 0 where account_id = ${acme.accountId}`;
    await extend();
    const seen = await verify(withReceipt(files, await receiptOf(acme)));
    expect(seen).toMatchObject({ ok: false, platform: null, faults: [{ code: "checkpoint.fork" }] });
  });

  test("refuses an export that is older than what everybody has seen of the log", async () => {
    const acme = await accountWithLog();
    const older = await logOf(acme);
    await happen(acme);
    await extend();
    const report = await verify(withReceipt(older, await receiptOf(acme)));
    expect(report).toMatchObject({ ok: false, faults: [{ code: "checkpoint.rollback" }] });
  });

  test("proves nothing for another account, without a receipt, or under another key", async () => {
    const [acme, globex] = [await accountWithLog(), await accountWithLog()];
    await extend();
    const files = await logOf(acme);
    const theirs = await verify(withReceipt(files, await receiptOf(globex)));
    expect(theirs).toMatchObject({ ok: false, faults: [{ code: "platform.mismatch" }] });
    expect(await verify(files)).toMatchObject({ ok: false, faults: [{ code: "platform.missing" }] });
    const vkey = keyIn(files);
    const own = withReceipt(files, await receiptOf(acme));
    expect(await verifyLogDirectory(memoryReader(own), { vkey, platformVkey: vkey })).toMatchObject({ ok: false });
  });

  test("keeps no way from its leaves to an account that was erased", async () => {
    const acme = await accountWithLog();
    await extend();
    const before = (await get("/v1/platform-log/checkpoint")).body;
    await forgetAccountHome(house.runtime.directory, acme.accountId);
    const { directory } = house.runtime.cluster;
    expect(await directory`select from platform_leaves where account_id = ${acme.accountId}`).toHaveLength(0);
    expect(await directory`select from audit_heads where account_id = ${acme.accountId}`).toHaveLength(0);
    expect((await get("/v1/platform-log/checkpoint")).body).toBe(before);
  });
});
