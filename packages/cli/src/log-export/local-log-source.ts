import type { AccountId } from "@holdfast/contract";
import type { LogPermit, Operator } from "@holdfast/server/operator";

import type { OperatorDoor } from "../operator.ts";
import type { LogSource } from "./log-source.ts";

const pageSize = 500;

/** Reads a log from the deployment's databases, as long as the permit is good. Also while the account is sealed. */
export function localLogSource(
  operator: Operator,
  door: OperatorDoor,
  { accountId, permit }: { accountId: AccountId; permit: LogPermit },
): LogSource {
  const within = <T>(work: Parameters<typeof door.maintainAccount<T>>[2]): Promise<T> =>
    door.maintainAccount(operator.directory, accountId, async (scope) => {
      await permit.assertValid(scope);
      return work(scope);
    });
  const keyDeps = { keys: operator.directory.keys, originHost: operator.originHost };
  return {
    checkpoint: () => within(door.readCheckpoint),
    vkey: () => within((scope) => door.readVerifierKey(keyDeps, scope)),
    async platform() {
      try {
        return JSON.stringify(await door.readPlatformReceipt(operator, accountId));
      } catch (error) {
        if (error instanceof Error && "code" in error && error.code === "log.empty") return null;
        throw error;
      }
    },
    async file(path) {
      try {
        return await within((scope) => door.readTileFile(scope, path.replace(/^tile\//, "")));
      } catch (error) {
        if (error instanceof Error && "code" in error && error.code === "log.tile_not_found") return null;
        throw error;
      }
    },
    async *openings() {
      const read = (from: number) =>
        within((scope) => door.listPersonal(scope, { from, limit: pageSize }, permit.origin));
      let page = await read(0);
      yield* page.items;
      while (page.next !== null) {
        page = await read(page.next);
        yield* page.items;
      }
    },
  };
}
