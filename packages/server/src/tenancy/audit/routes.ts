import { routes } from "@holdfast/contract";

import { bind, type RouteBinding } from "../../platform/http/index.ts";
import { type AccountScope, withAccount } from "../directory/index.ts";
import type { AppendDeps } from "./append.ts";
import { originOf } from "./event.ts";
import { listPersonal, readCheckpoint, readTileFile, readVerifierKey } from "./log-files.ts";
import { listEvents, readEventProof } from "./reads.ts";

export interface AuditDeps extends AppendDeps {
  /** Host, and port where it is not the usual one, under which this deployment publishes its logs. */
  readonly originHost: string;
}

export function auditRoutes({ directory, originHost }: AuditDeps): RouteBinding[] {
  const within = <T>(
    { caller }: { caller: Pick<AccountScope, "accountId"> },
    work: (scope: AccountScope) => Promise<T>,
  ) => withAccount(directory, caller.accountId, work);
  return [
    bind(routes.listEvents, (call) => within(call, (scope) => listEvents(scope, call.query))),
    bind(routes.readEventProof, (call) => within(call, (scope) => readEventProof(scope, call.params.id))),
    bind(routes.readCheckpoint, (call) => within(call, readCheckpoint)),
    bind(routes.readVerifierKey, (call) =>
      within(call, (scope) => readVerifierKey({ keys: directory.keys, originHost }, scope)),
    ),
    bind(routes.readTile, (call) => within(call, (scope) => readTileFile(scope, call.params["*"]))),
    bind(routes.listPersonal, (call) =>
      within(call, (scope) => {
        const { from = 0, limit = 500 } = call.query;
        return listPersonal(scope, { from, limit }, originOf(call));
      }),
    ),
  ];
}
