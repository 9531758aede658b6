import { Type } from "typebox";
import { Compile } from "typebox/compile";

import type { RelyingParty } from "./relying-party.ts";

/** The part of `CollectedClientData` that we read. Browsers may add fields (Level 3, section 5.8.1). */
const shape = Compile(
  Type.Object({
    type: Type.String(),
    challenge: Type.String(),
    origin: Type.String(),
    crossOrigin: Type.Optional(Type.Boolean()),
    topOrigin: Type.Optional(Type.String()),
  }),
);

export type ClientDataFault = "malformed" | "type" | "origin" | "cross_origin";

/** Reads what the browser says of a ceremony. The authenticator signs it: it is worth what that signature is worth. */
export function readClientData(
  raw: string,
  type: "webauthn.create" | "webauthn.get",
  { origin }: RelyingParty,
): { readonly challenge: string } | { readonly fault: ClientDataFault } {
  const said = parse(raw);
  if (said === null) return { fault: "malformed" };
  if (said.type !== type) return { fault: "type" };
  if (said.origin !== origin) return { fault: "origin" };
  // No page of ours lets itself be framed (Level 3, sections 7.1 step 10 and 7.2 step 14).
  if (said.crossOrigin === true || said.topOrigin !== undefined) return { fault: "cross_origin" };
  return { challenge: said.challenge };
}

function parse(raw: string) {
  try {
    const said: unknown = JSON.parse(Buffer.from(raw, "base64url").toString("utf8"));
    return shape.Check(said) ? said : null;
  } catch {
    return null;
  }
}
