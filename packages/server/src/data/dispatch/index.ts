export { createDispatcher, type Dispatcher, type Visit } from "./dispatcher.ts";
export { announceSender } from "./announce.ts";
export { nextVisit, visitMs } from "./pace.ts";
export { assertReachable } from "./reachable.ts";
