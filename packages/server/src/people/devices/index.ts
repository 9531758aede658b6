export { describeDevice } from "./device.ts";
export { leastDistanceKm } from "./distance.ts";
export { type NetworkKind, networkOf } from "./network.ts";
export { countryOf } from "./place.ts";
