export { memberControls } from "./controls.ts";
export { runDueOffboardings } from "./due-offboardings.ts";
export { memberRoutes } from "./routes.ts";
export { suspendWithin } from "./suspension.ts";
export { countOverdueSteps } from "./store.ts";
