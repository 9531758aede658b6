import { type ProblemCode, problems } from "@holdfast/contract";

import { ConfigError } from "./config.ts";
import { NoDeployment } from "./databases.ts";
import { Problem } from "./kernel/problem.ts";
import { EmbeddedPostgresError, isUnavailable, OwnerRightsMissing } from "./platform/postgres/index.ts";
import { DecryptFailure, WrapperUnavailable } from "./tenancy/keys/index.ts";
import { RootKeyMissing } from "./root.ts";

/**
 * What an error means to the person at the command line. `refused`: it may not be, or is not so. `configuration`: to be
 * mended before trying again. `unavailable`: something that is needed cannot be reached now. `unforeseen`: a bug.
 */
export interface Explanation {
  readonly kind: "refused" | "configuration" | "unavailable" | "unforeseen";
  /** What is wrong and what to do about it. Lists faults a line each, else it is one line. */
  readonly message: string;
}

export function explain(error: unknown): Explanation {
  if (error instanceof Problem) return explainProblem(error);
  const message = error instanceof Error ? error.message : String(error);
  if (isConfiguration(error)) return { kind: "configuration", message };
  if (error instanceof EmbeddedPostgresError || error instanceof WrapperUnavailable) {
    return { kind: "unavailable", message };
  }
  if (isUnavailable(error)) return { kind: "unavailable", message: `a database cannot be reached: ${message}` };
  const port = portInUse(error);
  if (port !== null) {
    return { kind: "unavailable", message: `port ${port} is taken: stop what uses it, or set HOLDFAST_PORT` };
  }
  if (error instanceof DecryptFailure) return { kind: "refused", message };
  return { kind: "unforeseen", message };
}

const passing: ReadonlySet<ProblemCode> = new Set(["service.unavailable", "service.busy", "rate.limited"]);

function explainProblem({ code, detail }: Problem): Explanation {
  const { title, advice } = problems[code];
  const message = `${detail ?? title}. ${advice}`.replaceAll("..", ".");
  return { kind: passing.has(code) ? "unavailable" : "refused", message };
}

const isConfiguration = (error: unknown): boolean =>
  error instanceof ConfigError ||
  error instanceof OwnerRightsMissing ||
  error instanceof NoDeployment ||
  error instanceof RootKeyMissing;

function portInUse(error: unknown): number | null {
  if (!(error instanceof Error) || !("code" in error) || error.code !== "EADDRINUSE") return null;
  return "port" in error && typeof error.port === "number" ? error.port : 0;
}
