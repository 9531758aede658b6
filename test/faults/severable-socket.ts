import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const name = ".s.PGSQL.5432";

/** A way to Postgres that can be cut as a network cuts it: nothing fails, nothing arrives. */
export interface SeverableSocket {
  /** Stands in for the server's socket folder. */
  readonly dir: string;
  sever(): void;
  /** What was open is broken; new connections work. */
  heal(): void;
  close(): Promise<void>;
}

export async function openSeverableSocket(serverDir: string): Promise<SeverableSocket> {
  const dir = await mkdtemp(join(tmpdir(), "hf-"));
  const open = new Set<Socket>();
  let severed = false;

  const forward = (from: Socket, to: Socket): void => {
    open.add(from);
    from.on("data", (bytes) => {
      if (!severed) to.write(bytes);
    });
    from.on("error", () => {});
    from.on("close", () => {
      open.delete(from);
      if (!severed) to.destroy();
    });
  };
  const server = createServer((client) => {
    const upstream = connect(join(serverDir, name));
    forward(client, upstream);
    forward(upstream, client);
  });
  await new Promise<void>((resolve) => {
    server.listen(join(dir, name), resolve);
  });
  const breakAll = (): void => {
    for (const socket of open) socket.destroy();
  };
  return {
    dir,
    sever() {
      severed = true;
    },
    heal() {
      severed = false;
      breakAll();
    },
    async close() {
      breakAll();
      await new Promise((resolve) => {
        server.close(resolve);
      });
      await rm(dir, { recursive: true });
    },
  };
}
