export { productEventRoutes } from "./routes.ts";
