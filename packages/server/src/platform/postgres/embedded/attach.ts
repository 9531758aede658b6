import { setTimeout as sleep } from "node:timers/promises";

import type { Folders } from "./folders.ts";
import { type Owner, readOwner, takeLock } from "./lock.ts";
import { identify } from "./roles.ts";

/**
 * Finds the server that the holder of the lock runs, and waits for it while it starts. Its identifier must be the
 * announced one: the path of a socket alone could lead to another server.
 *
 * @returns null when nobody holds the lock any more
 */
export async function findRunning(folders: Folders): Promise<Owner | null> {
  while (isHeld(folders)) {
    const owner = readOwner(folders);
    if (owner !== null && owner.socketDir !== "" && (await isServerOf(owner))) return owner;
    await sleep(50);
  }
  return null;
}

function isHeld(folders: Folders): boolean {
  const lock = takeLock(folders, 0);
  lock?.release();
  return lock === null;
}

async function isServerOf(owner: Owner): Promise<boolean> {
  try {
    return (await identify(owner.socketDir)) === owner.systemIdentifier;
  } catch {
    return false;
  }
}
