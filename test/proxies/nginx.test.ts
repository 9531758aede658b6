import { nginx } from "./nginx.ts";
import { describeProxy } from "./proxy.contract.ts";

describeProxy(nginx);
