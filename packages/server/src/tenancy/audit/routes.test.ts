import {
  bundlePath,
  type Checkpoint,
  decodeBundle,
  openCheckpoint,
  parseEntry,
  parseVerifierKey,
  tilePath,
  tilesOf,
  verifyTlogProof,
} from "@holdfast/proof";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { type Deployment, type Member, signInAs, startDeployment } from "../../../../../test/support/deployment.ts";
import { eventsOf } from "../../../../../test/support/events.ts";
import { naiveTile } from "./testing/naive-tree.ts";

/** The log over HTTP, as a third party's program reads it. */
let holdfast: Deployment;
let acme: Member;
let globex: Member;

beforeAll(async () => {
  holdfast = await startDeployment();
  [acme, globex] = [await holdfast.account(), await holdfast.account()];
  // More than a tile, so that there are full ones and partial ones, and two levels.
  const users = Array.from({ length: 100 }, (_, n) => ({
    email: `person-${n}@example.com`,
    name: "Grace Hopper",
    role: "developer",
    emailVerified: true,
  }));
  for (const part of [0, 1, 2]) {
    const body = { users: users.map((user) => ({ ...user, email: `${part}-${user.email}` })) };
    const imported = await holdfast.call({ method: "POST", url: "/v1/users/import", token: acme.token, body });
    if (imported.statusCode !== 201) throw new Error(imported.body);
  }
  // A log without a checkpoint yet says so in a problem.
  const placed = async () => (await log("checkpoint", acme)).statusCode === 200 && (await head(acme)).size > 300;
  await vi.waitUntil(placed, { timeout: 10_000 });
}, 60_000);
afterAll(() => holdfast.stop());

const log = (path: string, { token }: Pick<Member, "token">) =>
  holdfast.call({ method: "GET", url: `/v1/audit/log/${path}`, token });

const vkeyOf = async (member: Member) => parseVerifierKey((await log("vkey", member)).body.trim());

/** The newest checkpoint, its signature checked. */
const head = async (member: Member): Promise<Checkpoint> =>
  openCheckpoint((await log("checkpoint", member)).body, await vkeyOf(member));

describe("the log of an account over HTTP", () => {
  test("is a checkpoint, its tiles and its bundles, as plain bytes that nothing keeps a copy of [C-237]", async () => {
    const { size, origin } = await head(acme);
    expect(origin).toContain(acme.accountId);
    const entries: Buffer[] = [];
    const hashes = [];
    for (const id of tilesOf(size)) {
      const answers = [await log(tilePath(id), acme), ...(id.level === 0 ? [await log(bundlePath(id), acme)] : [])];
      for (const { statusCode, headers } of answers) {
        expect([id, statusCode]).toEqual([id, 200]);
        expect(headers).toMatchObject({
          "content-type": "application/octet-stream",
          "x-content-type-options": "nosniff",
          "cache-control": "no-store",
        });
      }
      hashes.push({ id, bytes: answers[0]?.rawPayload });
      const bundle = answers[1];
      if (bundle !== undefined)
        entries.push(...decodeBundle(bundle.rawPayload, id.width).map((one) => Buffer.from(one)));
    }
    expect(entries).toHaveLength(size);
    for (const { id, bytes } of hashes) expect(bytes).toEqual(naiveTile(id.level, id.index, entries));
    for (const path of ["checkpoint", "vkey"]) {
      const { headers } = await log(path, acme);
      expect(headers).toMatchObject({ "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" });
    }
  });

  test("proves each event by a receipt that verifies offline [C-237]", async () => {
    const vkey = await vkeyOf(acme);
    const events = (await eventsOf(holdfast, acme, { limit: 5 })).map(({ id }) => id);
    for (const id of events) {
      const answer = await holdfast.call({ method: "GET", url: `/v1/audit/events/${id}/proof`, token: acme.token });
      const receipt = answer.json();
      const entry = Buffer.from(receipt.entry, "base64");
      expect(await verifyTlogProof(receipt.proof, entry, vkey)).toMatchObject({ index: receipt.index });
      expect(parseEntry(entry).id).toBe(id);
      expect(answer.headers["cache-control"]).toBe("no-store");
    }
  });

  test("only grows: a tile that was full is the same for ever after", async () => {
    const before = await log("tile/0/000", acme);
    const { size } = await head(acme);
    await signInAs(holdfast, acme);
    await expect.poll(async () => (await head(acme)).size, { timeout: 10_000 }).toBeGreaterThan(size);
    expect((await log("tile/0/000", acme)).rawPayload).toEqual(before.rawPayload);
  });
});

describe("a path that is no file of the log", () => {
  test.each([
    "tile/",
    "tile/0",
    "tile/0/0",
    "tile/0/0000",
    "tile/0/-01",
    "tile/0/000/",
    "tile//000",
    "tile/0//000",
    "tile/00/000",
    "tile/64/000",
    "tile/-1/000",
    "tile/0/x000/000",
    "tile/0/000.p",
    "tile/0/000.p/",
    "tile/0/000.p/0",
    "tile/0/000.p/01",
    "tile/0/000.p/256",
    "tile/0/000.p/-1",
    "tile/0/000.p/1.5",
    "tile/0/000.p/1/1",
    "tile/0/001.p/255",
    "tile/0/999",
    "tile/0/x999/999",
    "tile/9/000.p/1",
    "tile/entries/999",
    "tile/entries/..%2f0/000",
    "tile/entries/%2e%2e/checkpoint",
    "tile/..%2fcheckpoint",
    "tile/0/000%00",
    "tile/0/%F0%9F%A6%80",
    `tile/0/${"x123/".repeat(15)}000`,
    `tile/${"9".repeat(400)}/000`,
    "checkpoint/",
    "checkpoint2",
    "",
  ])("%j is answered as one that does not exist", async (path) => {
    const answer = await log(path, acme);
    expect([400, 404]).toContain(answer.statusCode);
    expect(["log.tile_not_found", "route.not_found", "request.malformed"]).toContain(answer.json().code);
  });

  test("of a log is not made up for larger ones: no tile goes beyond the checkpoint", async () => {
    const { size } = await head(acme);
    const width = size % 256;
    expect((await log(`tile/0/001.p/${width}`, acme)).statusCode).toBe(200);
    expect((await log(`tile/entries/001.p/${width}`, acme)).statusCode).toBe(200);
    expect((await log("tile/0/001", acme)).statusCode).toBe(404);
    expect((await log("tile/1/000.p/1", acme)).statusCode).toBe(200);
    expect((await log("tile/1/000.p/2", acme)).statusCode).toBe(404);
  });
});

describe("the log of another account", () => {
  test("is not to be had: everybody reads their own under the same address [C-063] [C-064] [C-070]", async () => {
    const [ours, theirs] = [await head(acme), await head(globex)];
    expect(theirs.origin).toContain(globex.accountId);
    expect(theirs.size).toBeLessThan(256);
    expect(ours.root).not.toEqual(theirs.root);
    expect((await log("tile/entries/000", globex)).statusCode).toBe(404);
    const bundle = await log(`tile/entries/000.p/${theirs.size}`, globex);
    expect(bundle.statusCode).toBe(200);
    expect(bundle.rawPayload.includes(acme.accountId)).toBe(false);
    expect(bundle.rawPayload.includes(acme.userId)).toBe(false);
  });

  test("gives no proof of its events, and does not say that they are there [C-063] [C-070]", async () => {
    const id = (await eventsOf(holdfast, acme, { limit: 1 })).at(0)?.id ?? "";
    const ask = (event: string) =>
      holdfast.call({ method: "GET", url: `/v1/audit/events/${event}/proof`, token: globex.token });
    const [foreign, unknown] = [await ask(id), await ask("evt_00000000000000000000000000")];
    expect(foreign.statusCode).toBe(404);
    expect({ ...foreign.json(), instance: "" }).toEqual({ ...unknown.json(), instance: "" });
  });

  test("cannot be reached by a filter on its people [C-064]", async () => {
    expect(await eventsOf(holdfast, globex, { actor: acme.userId })).toEqual([]);
    expect(await eventsOf(holdfast, globex, { target: acme.accountId })).toEqual([]);
  });
});
