import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";

import type { Question, Reply, Report, Verdict } from "./verifier.ts";

/** A process of its own that verifies the tokens of its load all the time. */
export class VerifierProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { resolve: (reply: Reply) => void; reject: (error: Error) => void }>();
  #asked = 0;

  constructor(options: { socketDir: string; prefix: string; load: readonly string[] }) {
    const entry = fileURLToPath(new URL("./verifier.ts", import.meta.url));
    this.#child = fork(entry, [options.socketDir, options.prefix, ...options.load], { execArgv: [] });
    this.#child.on("message", (reply: Reply) => {
      this.#waiting.get(reply.id)?.resolve(reply);
      this.#waiting.delete(reply.id);
    });
    this.#child.on("exit", () => {
      for (const { reject } of this.#waiting.values()) reject(new Error("the verifier process has ended"));
    });
  }

  async verdict(token: string): Promise<Verdict> {
    const { verdict } = await this.#ask(token);
    if (verdict === null) throw new Error("the verifier gave no verdict");
    return verdict;
  }

  async report(): Promise<Report> {
    const { report } = await this.#ask(null);
    if (report === null) throw new Error("the verifier gave no report");
    return report;
  }

  /** Stops the process where it stands, as an overcommitted machine might. */
  freeze(): void {
    this.#child.kill("SIGSTOP");
  }

  thaw(): void {
    this.#child.kill("SIGCONT");
  }

  end(): void {
    this.#child.kill("SIGKILL");
  }

  #ask(token: string | null): Promise<Reply> {
    this.#asked += 1;
    const question: Question = { id: this.#asked, token };
    return new Promise((resolve, reject) => {
      this.#waiting.set(question.id, { resolve, reject });
      this.#child.send(question, (error) => {
        if (error !== null) reject(error);
      });
    });
  }
}
