import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { setImmediate as turnOfTheLoop, setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";

import { testServer } from "../../../../../test/support/test-server.ts";
import { testRoles } from "../../../../../test/support/templates.ts";
import { postgres } from "./driver.ts";
import type { Sql, TransactionSql } from "./index.ts";

/**
 * Connections that break inside transactions, as in a failover. With the driver as it is released each of these ends the
 * process, hangs, or runs a dead transaction's statements in another one.
 */
let sql: Sql;
let killer: Sql;

beforeAll(async () => {
  sql = testServer().connect("postgres", "app", { max: 2 });
  killer = testServer().connect("postgres", "app", { max: 1 });
});
afterAll(async () => {
  await Promise.all([sql.end({ timeout: 1 }), killer.end({ timeout: 1 })]);
});

const pidOf = async (tx: TransactionSql | Sql): Promise<number> => {
  const [row] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`;
  return row?.pid ?? 0;
};
const kill = (pid: number) => killer`select pg_terminate_backend(${pid})`;
const codeOf = (work: PromiseLike<unknown>): Promise<string> =>
  Promise.resolve(work).then(
    () => "done",
    (error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : "no code"),
  );
const lost = /^(CONNECTION_CLOSED|57P01|ECONNRESET|EPIPE)$/;

/** The pool answers on all of its connections, in transactions and outside of them. */
async function expectWell(): Promise<void> {
  const pause = () => sql.begin((tx) => tx`select pg_sleep(0.01)`);
  await expect.poll(() => codeOf(Promise.all([pause(), pause(), sql`select 1`])), { timeout: 15_000 }).toBe("done");
  for (let i = 0; i < 4; i += 1) expect(await codeOf(Promise.all([pause(), pause()]))).toBe("done");
}

describe("a transaction whose connection breaks", () => {
  test("during a statement is refused, and the pool recovers", async () => {
    const broken = sql.begin(async (tx) => {
      const pid = await pidOf(tx);
      void sleep(20).then(() => kill(pid));
      await tx`select pg_sleep(5)`;
    });
    expect(await codeOf(broken)).toMatch(lost);
    await expectWell();
  });

  test("between two statements is refused, and runs nothing more", async () => {
    let later = "not tried";
    let isOver = (): void => {};
    const over = new Promise<void>((resolve) => {
      isOver = resolve;
    });
    const broken = sql.begin(async (tx) => {
      await kill(await pidOf(tx));
      await sleep(50);
      later = await codeOf(tx`select 1`);
      isOver();
    });
    expect(await codeOf(broken)).toMatch(lost);
    await over;
    expect(later).toMatch(lost);
    await expectWell();
  });

  test("and whose work fails with an error of its own is no end of the process", async () => {
    const broken = sql.begin(async (tx) => {
      await kill(await pidOf(tx));
      await sleep(50);
      throw new Error("of its own");
    });
    expect(await codeOf(broken)).toMatch(lost);
    await sleep(50);
    await expectWell();
  });

  test("settles everything that was asked in it", async () => {
    const asked: Promise<string>[] = [];
    const broken = sql.begin(async (tx) => {
      const pid = await pidOf(tx);
      for (let i = 0; i < 200; i += 1) asked.push(codeOf(tx`select pg_sleep(0.05)`));
      await kill(pid);
      await Promise.all(asked);
    });
    expect(await codeOf(broken)).toMatch(lost);
    for (const code of await Promise.all(asked))
      expect(code).toMatch(/^done$|^CONNECTION_CLOSED$|^57P01$|^ECONNRESET$/);
    await expectWell();
  });

  test("never runs its statements in the transaction that comes after it on the same connection", async () => {
    const single = testServer().connect("postgres", "app", { max: 1 });
    const seen: string[] = [];
    const dead = single.begin(async (tx) => {
      await tx`create temp table mine (id int)`;
      await kill(await pidOf(tx));
      await sleep(150);
      // By now the connection is back, and in somebody else's transaction.
      seen.push(await codeOf(tx`insert into theirs values (1)`), await codeOf(tx`commit`));
    });
    const code = codeOf(dead);
    await sleep(40);
    const rows = await single.begin(async (tx) => {
      await tx`create temp table theirs (id int) on commit drop`;
      await sleep(300);
      return tx`select * from theirs`;
    });
    expect(await code).toMatch(lost);
    expect(seen).toEqual([expect.stringMatching(lost), expect.stringMatching(lost)]);
    expect(rows).toHaveLength(0);
    await single.end({ timeout: 1 });
  });
});

describe("a transaction that is over", () => {
  test("runs no statement that somebody forgot to wait for", async () => {
    let forgotten: Promise<string> = Promise.resolve("not tried");
    await sql.begin(async (tx) => {
      await tx`select 1`;
      forgotten = sleep(20).then(() => codeOf(tx`select 2`));
    });
    expect(await forgotten).toBe("TRANSACTION_OVER");
  });
});

describe("statements outside of transactions", () => {
  const settled = /^(done|CONNECTION_CLOSED|57P01|ECONNRESET|EPIPE)$/;

  test("that are under way when their connections break are refused, and the pool recovers", async () => {
    for (let round = 0; round < 5; round += 1) {
      const pids = await Promise.all([pidOf(sql), pidOf(sql)]);
      const asked: Promise<string>[] = [];
      const killing = Promise.all(pids.map(kill));
      // At every turn of the event loop, so that some are written in the very one in which the connection goes.
      for (let turn = 0; turn < 100; turn += 1) {
        asked.push(codeOf(sql`select 1`));
        await turnOfTheLoop();
      }
      await killing;
      for (const code of await Promise.all(asked)) expect(code).toMatch(settled);
      await expectWell();
    }
  });

  test("do not inherit what befell the connection before", async () => {
    const single = testServer().connect("postgres", "app", { max: 1 });
    for (let round = 0; round < 3; round += 1) {
      const pid = await pidOf(single);
      const under = codeOf(single`select pg_sleep(5)`);
      await sleep(20);
      await kill(pid);
      expect(await under).toMatch(lost);
      expect(await codeOf(single`select 1`)).toBe("done");
    }
    await single.end({ timeout: 1 });
  });
});

describe("a connection that somebody has reserved", () => {
  test("and that has gone refuses what is asked of it, and is no end of the process", async () => {
    const reserved = await sql.reserve();
    const [row] = await reserved<{ pid: number }[]>`select pg_backend_pid() as pid`;
    await kill(row?.pid ?? 0);
    await sleep(50);
    expect(await codeOf(reserved`select 1`)).toMatch(lost);
    // More than is gathered into one write: it is written at once.
    expect(await codeOf(reserved`select ${"x".repeat(2_000)}::text`)).toMatch(lost);
    reserved.release();
    await expectWell();
  });
});

describe.runIf(inject("postgresUrls") === null)("two connections that break in one turn of the event loop", () => {
  const path = join(inject("postgresSocket"), ".s.PGSQL.5432");

  test.each([
    ["the busy one first", (sockets: readonly Socket[]) => sockets],
    ["the idle one first", (sockets: readonly Socket[]) => sockets.toReversed()],
  ])("come back, although a statement moved from one to the other: %s", async (_name, inOrder) => {
    const sockets: Socket[] = [];
    const open = async (): Promise<Socket> => {
      const socket = connect(path);
      await new Promise((resolve) => socket.once("connect", resolve));
      sockets.push(socket);
      return socket;
    };
    const options = { max: 2, username: testRoles.app, database: "postgres", socket: open, backoff: () => 0.05 };
    const pair = postgres(options);
    const both = () => codeOf(Promise.all([pair`select pg_sleep(0.05)`, pair`select pg_sleep(0.05)`]));
    for (let round = 0; round < 4; round += 1) {
      await expect.poll(both).toBe("done");
      const busy = codeOf(pair`select pg_sleep(5)`);
      // As soon as it is refused, and before the loop turns: the other connection seems open still.
      const moved = busy.then(() => codeOf(pair`select 1`));
      await sleep(10);
      for (const socket of inOrder(sockets.splice(0))) socket.destroy();
      expect(await busy).toMatch(lost);
      expect(await moved).toMatch(/^(done|CONNECTION_CLOSED|ECONNRESET|EPIPE)$/);
    }
    await expect.poll(both).toBe("done");
    await pair.end({ timeout: 1 });
  });
});

describe.runIf(inject("postgresUrls") === null)("a connection that breaks while it learns the types", () => {
  const open = async (opened: number): Promise<Socket> => {
    const socket = connect(join(inject("postgresSocket"), ".s.PGSQL.5432"));
    await new Promise((resolve) => socket.once("connect", resolve));
    const write = socket.write.bind(socket);
    socket.write = (chunk: Buffer | string) => {
      const text = Buffer.from(chunk).toString("latin1");
      if (opened === 1 && text.includes("typarray")) return !socket.destroy().destroyed;
      // Of one length with the name that is there.
      return write(opened === 1 ? chunk : Buffer.from(text.replace("\0postgres\0", "\0nowheres\0"), "latin1"));
    };
    return socket;
  };

  test("and whose database has gone refuses who waited for it, and does not come back for ever", async () => {
    let opened = 0;
    const socket = () => open((opened += 1));
    const options = { max: 1, username: testRoles.app, database: "postgres", socket, backoff: () => 0.01 };
    const single = postgres(options);
    expect(await Promise.race([codeOf(single`select 1`), sleep(15_000, "waits for ever")])).toBe("3D000");
    await single.end({ timeout: 1 });
    expect(opened).toBe(2);
  });
});

describe.runIf(inject("postgresUrls") === null)("a pool that is closed while a connection learns the types", () => {
  test("refuses who waited for the connection, and is no end of the process", async () => {
    let isAsked = (): void => {};
    const asked = new Promise<void>((resolve) => {
      isAsked = resolve;
    });
    const open = async (): Promise<Socket> => {
      const socket = connect(join(inject("postgresSocket"), ".s.PGSQL.5432"));
      await new Promise((resolve) => socket.once("connect", resolve));
      const write = socket.write.bind(socket);
      // The question for the types never reaches the server.
      socket.write = (chunk: Buffer | string) => {
        if (!Buffer.from(chunk).includes("typarray")) return write(chunk);
        isAsked();
        return true;
      };
      return socket;
    };
    const unhandled: unknown[] = [];
    const note = (error: unknown) => void unhandled.push(error);
    process.on("unhandledRejection", note);
    const options = { max: 1, username: testRoles.app, database: "postgres", socket: open };
    const single = postgres(options);
    const waiting = codeOf(single`select 1`);
    await asked;
    await single.end({ timeout: 0.01 });
    expect(await waiting).toMatch(/^CONNECTION_/);
    await sleep(20);
    process.off("unhandledRejection", note);
    expect(unhandled).toEqual([]);
  });
});
