export { remindOfChecklists } from "./remind.ts";
export { checklistRoutes } from "./routes.ts";
