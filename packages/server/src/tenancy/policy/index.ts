export { adoptPreset, policyOf, type PolicyDeps } from "./policies.ts";
export { policyRoutes } from "./routes.ts";
