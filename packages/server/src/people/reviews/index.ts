export { remindOfReview } from "./remind.ts";
export { reviewRoutes } from "./routes.ts";
export { type ReviewSource, unlessGone } from "./source.ts";
export { peopleSources } from "./sources.ts";
