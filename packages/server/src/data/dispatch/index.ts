export { createDispatcher, type Dispatcher, type Visit } from "./dispatcher.ts";
export { announceSender } from "./announce.ts";
