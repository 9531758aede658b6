export { describeDevice, type Device, type DeviceClues } from "./device.ts";
export { countryDataBuiltAt, countryOf } from "./place.ts";
