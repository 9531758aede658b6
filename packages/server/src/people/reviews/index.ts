export { remindOfReview } from "./remind.ts";
export { reviewRoutes } from "./routes.ts";
export { peopleSources } from "./sources.ts";
