export { describeDevice } from "./device.ts";
export { countryOf } from "./place.ts";
