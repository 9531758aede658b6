import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A gate before a database's socket, for tests of what happens when the database hangs or is gone. */
export interface StoreGate {
  /** Where to connect instead. */
  readonly socketDir: string;
  /** Bytes stand still, connections stay open. */
  hang(): void;
  /** Connections break, new ones are refused. */
  shut(): void;
  open(): void;
  close(): Promise<void>;
}

export async function openStoreGate(target: string): Promise<StoreGate> {
  const socketDir = await mkdtemp(join(tmpdir(), "gate-"));
  const sockets = new Set<Socket>();
  let state: "open" | "hung" | "shut" = "open";
  const apply = (socket: Socket): void => {
    if (state === "hung") socket.pause();
    if (state === "open") socket.resume();
    if (state === "shut") socket.destroy();
  };
  const become = (next: typeof state) => (): void => {
    state = next;
    sockets.forEach(apply);
  };
  const gate = createServer((client) => {
    const database = connect(join(target, ".s.PGSQL.5432"));
    for (const [from, to] of [
      [client, database],
      [database, client],
    ] as const) {
      sockets.add(from);
      from.on("data", (bytes) => to.write(bytes));
      from.on("error", () => {});
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
      apply(from);
    }
  });
  await new Promise<void>((resolve) => gate.listen(join(socketDir, ".s.PGSQL.5432"), resolve));
  return {
    socketDir,
    hang: become("hung"),
    shut: become("shut"),
    open: become("open"),
    async close() {
      become("shut")();
      await new Promise((resolve) => gate.close(resolve));
      await rm(socketDir, { recursive: true, force: true });
    },
  };
}
