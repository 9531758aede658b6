import { setTimeout as sleep } from "node:timers/promises";

import { seconds } from "../../kernel/clock.ts";
import { fileKeyWrapper } from "./file-key-wrapper.ts";
import type { KeyDeps } from "./key-deps.ts";
import { dropOlderRootKeys, newestFirst, prepareRootKey, promoteRootKey, readRootKeyFile } from "./root-key-file.ts";
import type { RootKeys } from "./root-keys.ts";
import { type RootRotation, type RootRotationOptions, rotateRoot } from "./root-rotation.ts";

/**
 * How far a rotation has come. `prepared`: every machine needs the file, so that it can unwrap what the new key wraps.
 * `promoted`: the new key wraps here, and does so on another machine once that has the file. `done`: the old key is gone.
 */
export type RootFileStage = "prepared" | "promoted" | "done";

export interface RootFileRotation extends RootRotation {
  readonly stage: RootFileStage;
}

export interface RootFileRotationOptions extends RootRotationOptions {
  readonly now: number;
  /** `several`: goes one stage per call, because the file has to be copied in between. */
  readonly machines: "one" | "several";
  /** Longer than a process takes from reading the file to storing what it wrapped. */
  readonly pauseMs?: number;
}

const nothing: RootRotation = { rewrapped: 0, refused: [], remaining: 0 };

/**
 * Rotates the root key of a file: adds a new one, brings every key under it, and takes the old one out, which only
 * happens when nothing is left under it. The file itself says how far it came: after a failure anywhere, run it again.
 * @throws Problem(`service.unavailable`)
 */
export async function rotateRootKeyFile(
  deps: Omit<KeyDeps, "wrapper">,
  path: string,
  options: RootFileRotationOptions,
): Promise<RootFileRotation> {
  const { machines, now } = options;
  const begunAt = stageOf(await readRootKeyFile(path));
  if (begunAt === "done") await prepareRootKey(path, now);
  if (begunAt === "done" && machines === "several") return { stage: "prepared", ...nothing };
  if (begunAt !== "promoted") await promoteRootKey(path);
  const rotation = await bringOver(deps, path, options);
  const mayDrop = rotation.remaining === 0 && (machines === "one" || begunAt === "promoted");
  if (!mayDrop) return { stage: "promoted", ...rotation };
  await dropOlderRootKeys(path);
  return { stage: "done", ...rotation };
}

/** Twice: a process that had read the file just before may have wrapped a key under the old one since. */
async function bringOver(
  deps: Omit<KeyDeps, "wrapper">,
  path: string,
  options: RootFileRotationOptions,
): Promise<RootRotation> {
  const withWrapper = { ...deps, wrapper: await fileKeyWrapper(path) };
  const first = await rotateRoot(withWrapper, options);
  if (first.remaining > 0) return first;
  await sleep(options.pauseMs ?? seconds(2));
  const second = await rotateRoot(withWrapper, options);
  return { ...second, rewrapped: first.rewrapped + second.rewrapped };
}

function stageOf({ primary, older }: RootKeys): RootFileStage {
  if (older.length === 0) return "done";
  return newestFirst([primary, ...older])[0]?.id === primary.id ? "promoted" : "prepared";
}
