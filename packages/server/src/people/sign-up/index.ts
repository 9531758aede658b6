export { type SignUpDeps, signUpRoutes } from "./routes.ts";
export { importUsers } from "./import-users.ts";
