import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";

import { findBundled } from "./bundled.ts";
import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  type EmbeddedRole,
  startEmbeddedPostgres,
} from "./index.ts";
import type { ProgramsKind } from "./installation.ts";
import { findInstalled } from "./programs.ts";
import { serverProcesses } from "./server-processes.ts";
import { startTestNode, type TestNode, type TestNodeOptions } from "./node.fixture.ts";

/** The kinds of programs that this machine has. */
export const kinds: readonly ProgramsKind[] = [
  ...(findInstalled().length > 0 ? (["system"] as const) : []),
  ...(findBundled().length > 0 ? (["bundled"] as const) : []),
];

/** A data directory of its own for a test, whose servers and processes end with it. */
export class TestPlace {
  dataDir = mkdtempSync("/tmp/holdfast-pg-");
  readonly events: string[] = [];
  readonly #first = this.dataDir;
  readonly #servers: EmbeddedPostgres[] = [];
  readonly #nodes: TestNode[] = [];

  get data(): string {
    return join(this.dataDir, "postgres/data");
  }

  async start(options: Omit<EmbeddedPostgresOptions, "dataDir" | "log"> = {}): Promise<EmbeddedPostgres> {
    const log = (event: string) => void this.events.push(event);
    const server = await startEmbeddedPostgres({ dataDir: this.dataDir, log, ...options });
    this.#servers.push(server);
    return server;
  }

  startNode(options: Omit<TestNodeOptions, "dataDir"> = {}, user: { uid?: number; gid?: number } = {}): TestNode {
    const node = startTestNode({ dataDir: this.dataDir, ...options }, user);
    this.#nodes.push(node);
    return node;
  }

  /** The server's running processes. */
  processes(): number[] {
    return existsSync(this.data) ? serverProcesses(this.data) : [];
  }

  async untilNoneRuns(): Promise<void> {
    while (this.processes().length > 0) await sleep(10);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const node of this.#nodes) await node.kill();
    for (const server of this.#servers) await server.stop();
    await this.untilNoneRuns();
    rmSync(this.#first, { recursive: true, force: true });
  }
}

/** Runs one statement on a connection of its own. */
export async function query(
  server: { socketDir: string },
  statement: string,
  role: EmbeddedRole = "postgres",
): Promise<postgres.RowList<postgres.Row[]>> {
  const options = { host: server.socketDir, user: role, database: "postgres", max: 1, onnotice: () => {} };
  const sql = postgres(options);
  try {
    return await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
}
