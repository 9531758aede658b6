export { standingRoutes } from "./routes.ts";
