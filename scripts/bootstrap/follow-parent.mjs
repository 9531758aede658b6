/** For `node --import`: the program that this is imported into stops with the program that started it. */
import { isMainThread } from "node:worker_threads";
import { stopWithParent } from "./parent.mjs";

if (isMainThread) stopWithParent();
