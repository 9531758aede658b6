export { adoptPreset, policyOf, type PolicyDeps, readPolicy } from "./policies.ts";
export { policyRoutes } from "./routes.ts";
