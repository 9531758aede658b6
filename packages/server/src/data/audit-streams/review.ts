import { type ReviewSource, unlessGone } from "../../people/reviews/index.ts";
import { listStreamRows } from "./store.ts";
import { dropStream } from "./streams.ts";

/** A stream is the account's, whoever made it, and stays when they leave: a review asks whether it is still needed. */
export const streamSource: ReviewSource = {
  kind: "audit_stream",
  right: "audit:export",
  async list(scope) {
    const rows = await listStreamRows(scope);
    return rows.map(({ id, createdAt, sentAt }) => ({
      subject: id,
      userId: null,
      role: null,
      since: createdAt,
      lastUsedAt: sentAt,
    }));
  },
  remove: (_deps, { scope, origin }, id) => unlessGone("audit_stream.not_found", () => dropStream(scope, id, origin)),
};
