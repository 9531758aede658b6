import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

import type { EmbeddedPostgresOptions } from "./index.ts";

/** Starts a server, says where, and then commits rows one after the other and says which are acknowledged. */
const program = `
  import postgres from "postgres";
  import { startEmbeddedPostgres } from ${JSON.stringify(new URL("./index.ts", import.meta.url).href)};

  const say = (what) => process.stdout.write(JSON.stringify(what) + "\\n");
  const options = JSON.parse(process.env.TEST_OPTIONS);
  try {
    const server = await startEmbeddedPostgres({ ...options, log: (event, facts) => say({ event, ...facts }) });
    say({ event: "ready", socketDir: server.socketDir });
    if (options.commits) {
      const sql = postgres({ ...server.connection("postgres", "postgres"), onnotice() {} });
      await sql\`create table if not exists rows (n int)\`;
      for (let n = options.commits; ; n += 1) {
        await sql\`insert into rows values (\${n})\`;
        say({ event: "acked", n });
      }
    }
  } catch (error) {
    say({ event: "failed", code: error.code, message: error.message });
    process.exit(1);
  }
`;

export interface TestNodeOptions extends Omit<EmbeddedPostgresOptions, "log"> {
  /** Commit rows with these numbers, upwards from here. */
  readonly commits?: number;
}

export interface Said {
  readonly event: string;
  readonly n?: number;
  readonly code?: string;
  readonly pid?: number;
  readonly socketDir?: string;
}

/** A node process that runs the supervisor, to be killed. */
export interface TestNode {
  readonly process: ChildProcess;
  readonly said: Said[];
  /** Waits until it has said something with this event. */
  heard(event: string): Promise<Said>;
  kill(): Promise<void>;
}

export function startTestNode(options: TestNodeOptions, user: { uid?: number; gid?: number } = {}): TestNode {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    cwd: import.meta.dirname,
    env: { TEST_OPTIONS: JSON.stringify(options) },
    stdio: ["ignore", "pipe", "inherit"],
    ...user,
  });
  const exited = once(child, "exit");
  const said: Said[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => void said.push(parseSaid(line)));
  return {
    process: child,
    said,
    async heard(event) {
      for (;;) {
        const found = said.find((one) => one.event === event);
        if (found !== undefined) return found;
        const failure = said.find((one) => one.event === "failed");
        if (failure !== undefined) throw new Error(JSON.stringify(failure));
        await once(lines, "line");
      }
    },
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

function parseSaid(line: string): Said {
  const said: unknown = JSON.parse(line);
  if (typeof said === "object" && said !== null && "event" in said && typeof said.event === "string") {
    return { ...said, event: said.event };
  }
  throw new TypeError(`not an event: ${line}`);
}
