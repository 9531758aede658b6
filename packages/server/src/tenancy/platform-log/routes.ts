import { routes } from "@holdfast/contract";

import { bind, type RouteBinding } from "../../platform/http/index.ts";
import {
  type PlatformLogDeps,
  readPlatformCheckpoint,
  readPlatformKey,
  readPlatformReceipt,
  readPlatformTile,
} from "./reads.ts";

export const platformLogRoutes = (deps: PlatformLogDeps): RouteBinding[] => [
  bind(routes.readPlatformCheckpoint, () => readPlatformCheckpoint(deps)),
  bind(routes.readPlatformVerifierKey, () => readPlatformKey(deps)),
  bind(routes.readPlatformTile, (call) => readPlatformTile(deps, call.params["*"])),
  bind(routes.readPlatformReceipt, ({ caller }) => readPlatformReceipt(deps, caller.accountId)),
];
