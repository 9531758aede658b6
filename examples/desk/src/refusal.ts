import type { FastifyReply } from "fastify";

import type { Refusal } from "./api.ts";

const refusals = {
  "ticket.not_found": { status: 404, title: "There is no such ticket" },
  "role.reads_only": { status: 403, title: "Your role reads tickets and answers none" },
  "request.cross_site": { status: 403, title: "The request came from another site" },
  "request.malformed": { status: 400, title: "The request is malformed" },
  "webhook.refused": { status: 401, title: "The message is not signed by this customer's secret, or is old" },
  "audit.unavailable": { status: 503, title: "The change cannot be put on record, so it was not made" },
  "page.not_found": { status: 404, title: "There is nothing here" },
  internal: { status: 500, title: "Something went wrong on our side" },
} as const satisfies Record<string, Pick<Refusal, "status" | "title">>;

/** Says no in the same words as Holdfast's guard does (RFC 9457), so that the page reads one kind of refusal. */
export function refuse(reply: FastifyReply, code: keyof typeof refusals): FastifyReply {
  const body: Refusal = { code, ...refusals[code] };
  return send(reply, body);
}

export const send = (reply: FastifyReply, { code, status, title, advice }: Refusal): FastifyReply =>
  reply
    .code(status)
    .type("application/problem+json")
    .header("cache-control", "no-store")
    .send({ code, status, title, ...(advice !== undefined && { advice }) });
