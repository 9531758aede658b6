import { routes } from "@holdfast/contract";

import { bind, type RouteBinding } from "../../platform/http/index.ts";
import { originOf } from "../../tenancy/audit/index.ts";
import { decideItem } from "./decide.ts";
import { abandonReview, listItems, listReviews, readReview, type ReviewDeps, startReview } from "./reviews.ts";
import { signReview } from "./sign.ts";

export const reviewRoutes = (deps: ReviewDeps): RouteBinding[] => [
  bind(routes.startReview, (call) => startReview(deps, call.caller, originOf(call))),
  bind(routes.listReviews, ({ caller, query }) => listReviews(deps, caller, query)),
  bind(routes.readReview, ({ caller, params }) => readReview(deps, caller, params.id)),
  bind(routes.listReviewItems, ({ caller, params, query }) => listItems(deps, caller, { ...query, id: params.id })),
  bind(routes.decideReviewItem, (call) =>
    decideItem(deps, call.caller, { ...call.body, review: call.params.id }, originOf(call)),
  ),
  bind(routes.signReview, (call) => signReview(deps, call.caller, call.params.id, originOf(call))),
  bind(routes.abandonReview, async (call) => {
    await abandonReview(deps, call.caller, call.params.id, originOf(call));
    return {};
  }),
];
