export type { ControlsReport } from "./report.ts";
export { type Controls, createControls } from "./runner.ts";
