export * from "./events.ts";
export * from "./ids.ts";
export { namedSchemas } from "./named-schemas.ts";
export * from "./policy.ts";
export * from "./problems.ts";
export * from "./rights.ts";
export * from "./route.ts";
export * from "./routes/index.ts";
export { RevocationCertificate } from "./schemas.ts";
