import { Type } from "typebox";

import { defineRoute } from "../route.ts";
import { Described, Exact } from "../schemas.ts";

const open = { method: "GET", who: "public", right: null, rate: "read" } as const;

export const readPlatformCheckpoint = defineRoute({
  ...open,
  id: "platform_log.read_checkpoint",
  path: "/v1/platform-log/checkpoint",
  summary: "The newest signed checkpoint of the log over all accounts' logs (c2sp.org/tlog-checkpoint)",
  response: { 200: "text/plain; charset=utf-8" },
  problems: ["log.empty"],
});

export const readPlatformVerifierKey = defineRoute({
  ...open,
  id: "platform_log.read_vkey",
  path: "/v1/platform-log/vkey",
  summary: "The verifier key of that log (c2sp.org/signed-note)",
  response: { 200: "text/plain; charset=utf-8" },
  problems: [],
});

export const readPlatformTile = defineRoute({
  ...open,
  id: "platform_log.read_tile",
  path: "/v1/platform-log/tile/*",
  summary: "A tile of that log: `<level>/<index>` or `entries/<index>`, in c2sp.org/tlog-tiles layout",
  params: Exact({ "*": Type.String({ maxLength: 80 }) }),
  response: { 200: "application/octet-stream" },
  problems: ["log.tile_not_found"],
});

export const readPlatformReceipt = defineRoute({
  id: "platform_log.read_receipt",
  method: "GET",
  path: "/v1/audit/log/platform",
  who: "user",
  right: "audit:read",
  rate: "read",
  summary: "Proves that the log over all accounts' logs has the newest checkpoint of this one",
  response: {
    200: Exact({
      salt: Described("Shows whose the entry is: keep it with the account's log.", Type.String()),
      entry: Described("The exact leaf: blinded name of the log, its size and root, a line each.", Type.String()),
      proof: Described("c2sp.org/tlog-proof@v1", Type.String()),
      vkey: Described("Verifier key of the platform's log, c2sp.org/signed-note.", Type.String()),
    }),
  },
  problems: ["log.empty"],
});
