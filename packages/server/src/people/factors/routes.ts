import { routes } from "@holdfast/contract";

import { bind, type RouteBinding } from "../../platform/http/index.ts";
import { originOf } from "../../tenancy/audit/index.ts";
import { withAccount } from "../../tenancy/directory/index.ts";
import { policyOf } from "../../tenancy/policy/index.ts";
import { heldRole } from "../roles/index.ts";
import { findUser } from "../users/index.ts";
import type { FactorDeps } from "./deps.ts";
import { isFactorRequired } from "./duty.ts";
import { beginTotp, confirmTotp, removeTotp, replaceCodes } from "./enrolment.ts";
import { heldFactors } from "./held.ts";

export const factorRoutes = (deps: FactorDeps): RouteBinding[] => [
  bind(routes.listFactors, ({ caller }) =>
    withAccount(deps.directory, caller.accountId, async (scope) => {
      const { totp, passkeys, recoveryCodes } = await heldFactors(scope, caller.userId);
      const { privileged } = await heldRole(scope, (await findUser(scope, caller.userId)).role);
      return {
        totp: totp === null ? null : { confirmedAt: time(totp.confirmedAt), disabled: totp.disabledAt !== null },
        passkeys,
        recoveryCodes: recoveryCodes === null ? null : { ...recoveryCodes, createdAt: time(recoveryCodes.createdAt) },
        required: isFactorRequired(await policyOf(scope), privileged),
        enrolBy: caller.factorDueAt === null ? null : time(caller.factorDueAt),
      };
    }),
  ),
  bind(routes.beginTotp, ({ caller }) => beginTotp(deps, caller)),
  bind(routes.confirmTotp, (call) => confirmTotp(deps, call.caller, call.body.code, originOf(call))),
  bind(routes.removeTotp, async (call) => {
    await removeTotp(deps, call.caller, originOf(call));
    return {};
  }),
  bind(routes.replaceRecoveryCodes, (call) => replaceCodes(deps, call.caller, originOf(call))),
];

const time = (ms: number): string => new Date(ms).toISOString();
