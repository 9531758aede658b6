import { createServer } from "node:http";

import { createGuard } from "@holdfast/sdk/guard";
import { guarded, identityOf } from "@holdfast/sdk/express";

const { HOLDFAST_URL = "", HOLDFAST_GUARD_TOKEN = "", PORT = "3000" } = process.env;
const guard = createGuard({ baseUrl: HOLDFAST_URL, credential: HOLDFAST_GUARD_TOKEN, onTrouble: console.warn });
const forMembers = guarded(guard);

createServer((request, response) => {
  forMembers(request, response, () => response.end(`Hello ${identityOf(request).user}\n`));
}).listen(Number(PORT));
