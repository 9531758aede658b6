import { createClient } from "@holdfast/sdk";

import { askForProof } from "./proof-request.ts";
import { createRecovery } from "./recovery.ts";

const baseUrl = globalThis.location.origin;
/** The query client tries again as well, for longer, and says so on the screen. */
const retries = 1;

/** Without recovery: for what recovery itself asks, and for the screens of people who are not signed in. */
export const publicClient = createClient({ baseUrl, retries });

/** For everything that needs a session. Cookies sign its requests; no script ever holds a token. */
export const client = createClient({
  baseUrl,
  retries,
  recover: createRecovery({ refresh: publicClient.refresh, proveAgain: askForProof }),
});
