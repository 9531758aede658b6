import { type ProblemCode, problems } from "@holdfast/contract";

import { ConfigError } from "./config.ts";
import { NoDeployment, SchemaOutdated } from "./databases.ts";
import { Problem } from "./kernel/problem.ts";
import { ListenRefused } from "./listen-refused.ts";
import { EmbeddedPostgresError, isUnavailable, OwnerRightsMissing } from "./platform/postgres/index.ts";
import { DecryptFailure, RootKeyRefused, WrapperUnavailable } from "./tenancy/keys/index.ts";
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
  if (error instanceof ListenRefused) return { kind: error.isTaken ? "unavailable" : "configuration", message };
  const remedy = remedies[codeOf(error)];
  if (remedy !== undefined) return { kind: "configuration", message: `${message}: ${remedy}` };
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
  error instanceof SchemaOutdated ||
  error instanceof RootKeyMissing ||
  error instanceof RootKeyRefused;

const ofAnother = "it belongs to another user: start as that user, or name another place (HOLDFAST_DATA_DIR)";
const inTheWay = "a file stands where a folder has to be: move it, or name another place (HOLDFAST_DATA_DIR)";

/** What helps against refusals that only somebody can mend: by PostgreSQL's codes (its manual, appendix A) and the system's. */
const remedies: Readonly<Record<string, string>> = {
  "3D000": "run `holdfast migrate` to make it, or correct HOLDFAST_DATABASE_PREFIX",
  "28P01": "correct the password in HOLDFAST_DATABASE_URL",
  "28000": "correct the user in HOLDFAST_DATABASE_URL",
  "42501": "the role in HOLDFAST_DATABASE_URL lacks a right: `holdfast migrate` grants what it needs",
  EACCES: ofAnother,
  EPERM: ofAnother,
  EROFS: "nothing can be written there: name another place (HOLDFAST_DATA_DIR)",
  ENOSPC: "the disk is full: make room, or name another place (HOLDFAST_DATA_DIR)",
  EDQUOT: "the quota of the disk is used up: make room, or name another place (HOLDFAST_DATA_DIR)",
  ENOTDIR: inTheWay,
  EEXIST: inTheWay,
};

const codeOf = (error: unknown): string => (error instanceof Error && "code" in error ? String(error.code) : "");
