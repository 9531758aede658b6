export { type AccountDeps, createAccount, profileOf, renameAccount } from "./accounts.ts";
export { accountRoutes } from "./routes.ts";
