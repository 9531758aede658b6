export { describeDevice } from "./device.ts";
export { countryDataBuiltAt, countryOf } from "./place.ts";
