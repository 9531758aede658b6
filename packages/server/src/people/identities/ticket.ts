import { createHmac } from "node:crypto";

import { type Static, Type } from "typebox";
import { Compile } from "typebox/compile";

import { equalBytes } from "../../kernel/bytes.ts";
import { minutes } from "../../kernel/clock.ts";
import type { Secret } from "../../kernel/secret.ts";

/** How long somebody may take at Google. */
export const ticketMs = minutes(10);

/**
 * What a browser holds while it is at Google: what the answer is held to, and what it is for. A cookie, so that an answer
 * that was obtained elsewhere is worth nothing in another's browser (RFC 9700 section 4.7).
 */
const Ticket = Type.Object({
  purpose: Type.Union([Type.Literal("sign_in"), Type.Literal("link"), Type.Literal("join")]),
  /** The account that is signed in to, the session that links, or the invitation that is accepted. */
  context: Type.String(),
  state: Type.String(),
  nonce: Type.String(),
  verifier: Type.String(),
  /** What whoever joins is called. */
  name: Type.Optional(Type.String()),
  expiresAt: Type.Number(),
});
export type Ticket = Static<typeof Ticket>;

const shape = Compile(Ticket);

export function sealTicket(key: Secret<Uint8Array>, ticket: Ticket): string {
  const body = Buffer.from(JSON.stringify(ticket)).toString("base64url");
  return `${body}.${markOf(key, body).toString("base64url")}`;
}

/** @returns null for a ticket that is not ours, has run out, or was made for something else. */
export function openTicket(
  key: Secret<Uint8Array>,
  raw: string,
  wanted: { purpose: Ticket["purpose"]; now: number },
): Ticket | null {
  const [body = "", mark = ""] = raw.split(".");
  if (!equalBytes(Buffer.from(mark, "base64url"), markOf(key, body))) return null;
  const ticket: unknown = JSON.parse(Buffer.from(body, "base64url").toString("utf8"));
  if (!shape.Check(ticket) || ticket.purpose !== wanted.purpose || wanted.now >= ticket.expiresAt) return null;
  return ticket;
}

/** Typed: no other mark under the key is one of a ticket. */
const markOf = (key: Secret<Uint8Array>, body: string): Buffer =>
  createHmac("sha256", key.reveal()).update(`holdfast/google-ticket/v1\0${body}`).digest();
