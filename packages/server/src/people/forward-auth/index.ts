export { parseRouteMap, type RouteMap } from "./route-map.ts";
export { forwardAuthRoutes } from "./routes.ts";
