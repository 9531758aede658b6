export { egressControls } from "./controls.ts";
export { createEgress, type Egress } from "./egress.ts";
export { EgressFailure } from "./failure.ts";
