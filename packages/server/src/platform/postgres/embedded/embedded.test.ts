import { chownSync, readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { EmbeddedPostgres } from "./index.ts";
import { notedPid } from "./leftovers.ts";
import { canReach, findServerUser } from "./server-user.ts";
import { kinds, query, TestPlace } from "./place.fixture.ts";

const isRoot = process.getuid?.() === 0;
const isLinux = process.platform === "linux";

describe.each(kinds)("the embedded server of %s programs", (prefer) => {
  test("makes sound data at the first start, and has them at the second", async () => {
    await using place = new TestPlace();
    const first = await place.start({ prefer });
    const settings = await query(
      first,
      `select current_setting('fsync') as fsync, current_setting('data_checksums') as checksums,
        current_setting('server_encoding') as encoding, 'Z' < 'a' and 'z' < 'ä' as by_code_point, upper('ä') as upper`,
    );
    expect(settings).toEqual([{ fsync: "on", checksums: "on", encoding: "UTF8", by_code_point: true, upper: "Ä" }]);
    await query(first, "create table kept as select 7 as n");
    await first.stop();
    expect(place.processes()).toEqual([]);

    const startedAt = performance.now();
    const second = await place.start({ prefer });
    const ms = (performance.now() - startedAt).toFixed(0);
    process.stdout.write(`second start of PostgreSQL ${second.version} (${prefer}): ${ms} ms\n`);
    expect(await query(second, "select n from kept")).toEqual([{ n: 7 }]);
    expect(place.events).toEqual(["postgres.initialised", "postgres.started", "postgres.stopped", "postgres.started"]);
  });
});

describe("a running embedded server", () => {
  let place: TestPlace;
  let server: EmbeddedPostgres;
  beforeAll(async () => {
    place = new TestPlace();
    server = await place.start();
  });
  afterAll(async () => place[Symbol.asyncDispose]());

  test("gives the user of node three roles, of which one is superuser", async () => {
    const roles = await query(
      server,
      `select rolname, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls from pg_roles
        where rolcanlogin order by rolname`,
    );
    const plain = { rolsuper: false, rolcreatedb: false, rolcreaterole: false, rolbypassrls: false };
    expect(roles).toEqual([
      { rolname: "holdfast_app", ...plain },
      { rolname: "holdfast_owner", ...plain, rolcreatedb: true },
      { rolname: "postgres", rolsuper: true, rolcreatedb: true, rolcreaterole: true, rolbypassrls: true },
    ]);
    for (const role of ["holdfast_app", "holdfast_owner", "postgres"] as const) {
      expect(await query(server, "select current_user::text as me", role)).toEqual([{ me: role }]);
    }
  });

  test("refuses every other role, although it may exist", async () => {
    await query(server, "create role intruder superuser");
    await query(server, "alter role intruder login");
    // @ts-expect-error the type knows no such role, either
    await expect(query(server, "select 1", "intruder")).rejects.toMatchObject({ code: "28000" });
    await query(server, "drop role intruder");
  });

  test("keeps its folders for their owner alone", () => {
    const folders = [join(place.dataDir, "postgres"), place.data, server.socketDir];
    expect(folders.map((folder) => statSync(folder).mode & 0o777)).toEqual([0o700, 0o700, 0o700]);
  });

  test.runIf(isLinux)("listens on no TCP port", () => {
    const folder = `/proc/${notedPid(place.data)}/fd`;
    const targets = readdirSync(folder).map((name) => readlinkSync(join(folder, name)));
    const sockets = targets.filter((target) => target.startsWith("socket:"));
    expect(sockets).not.toEqual([]);
    expect(sockets.filter((socket) => tcpSockets().has(socket))).toEqual([]);
  });

  test.runIf(isRoot && isLinux)("is never root, though node is", () => {
    expect(place.processes().map((pid) => statSync(`/proc/${pid}`).uid)).not.toContain(0);
    expect(readFileSync(`/proc/${notedPid(place.data)}/status`, "utf8")).toMatch(/^CapEff:\t0+$/m);
  });
});

describe("node as an ordinary user", () => {
  const ordinary = isRoot ? findServerUser("/nonexistent") : null;
  // Not so in a checkout under /root.
  const canRun =
    ordinary !== null && [dirname(process.execPath), import.meta.dirname].every((it) => canReach(ordinary, it));

  test.runIf(canRun)("runs the server as that user", async () => {
    await using place = new TestPlace();
    const user = ordinary?.dropTo ?? { uid: 0, gid: 0 };
    chownSync(place.dataDir, user.uid, user.gid);
    const node = place.startNode({}, user);
    await node.heard("ready");
    expect(new Set(place.processes().map((pid) => statSync(`/proc/${pid}`).uid))).toEqual(new Set([user.uid]));
  });
});

/** Sockets of TCP, v4 and v6, as the links in /proc/<pid>/fd name them. */
function tcpSockets(): Set<string> {
  const lines = ["tcp", "tcp6"].flatMap((name) =>
    readFileSync(`/proc/net/${name}`, "utf8").trim().split("\n").slice(1),
  );
  return new Set(lines.map((line) => `socket:[${line.trim().split(/\s+/)[9] ?? ""}]`));
}

describe("a data directory with a running server", () => {
  test("is refused to a second process, which is told of the first", async () => {
    await using place = new TestPlace();
    const node = place.startNode();
    await node.heard("ready");
    await expect(place.start()).rejects.toMatchObject({
      code: "in_use",
      message: expect.stringContaining(`process ${node.process.pid}`) as unknown,
    });
  });

  test("lets others attach, who do not stop it", async () => {
    await using place = new TestPlace();
    const owner = await place.start();
    for (const mode of ["attach", "either"] as const) {
      const guest = await place.start({ mode });
      expect(guest.socketDir).toBe(owner.socketDir);
      await guest.stop();
    }
    expect(await query(owner, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  test("makes those who attach wait while it starts", async () => {
    await using place = new TestPlace();
    const [owner, guest] = await Promise.all([place.start(), place.start({ mode: "either" })]);
    expect(guest.socketDir).toBe(owner.socketDir);
  });
});

describe("a data directory without a running server", () => {
  test("refuses those who only attach", async () => {
    await using place = new TestPlace();
    await expect(place.start({ mode: "attach" })).rejects.toMatchObject({ code: "not_running" });
  });

  test("gets one from whoever would attach or run it", async () => {
    await using place = new TestPlace();
    await place.start({ mode: "either" });
    expect(place.events).toContain("postgres.started");
  });
});
