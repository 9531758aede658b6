import { createClient } from "@holdfast/sdk";

import { askForProof } from "./proof-request.ts";
import { createRecovery } from "./recovery.ts";

const baseUrl = globalThis.location.origin;

/** Without recovery: for what recovery itself asks, and for the screens of people who are not signed in. */
export const publicClient = createClient({ baseUrl });

/** For everything that needs a session. Cookies sign its requests; no script ever holds a token. */
export const client = createClient({
  baseUrl,
  recover: createRecovery({ refresh: publicClient.refresh, proveAgain: askForProof }),
});
