export { admitSupport, recordSupportRead, type SupportAct } from "./admit.ts";
export { supportControls } from "./controls.ts";
export { closeLapsedGrant } from "./grants.ts";
export { breakGlass, type LogPermit, openSupport, permitOnGrant } from "./open.ts";
export { supportRoutes } from "./routes.ts";
