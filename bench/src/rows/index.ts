import { accounts } from "./accounts.ts";
import { apiKey } from "./api-key.ts";
import { auditAppend } from "./audit-append.ts";
import { authorize } from "./authorize.ts";
import { cacheMiss } from "./cache-miss.ts";
import { feed } from "./feed.ts";
import { fields } from "./fields.ts";
import { forwardAuth } from "./forward-auth.ts";
import { guard } from "./guard.ts";
import { memory } from "./memory.ts";
import { offlineVerification } from "./offline-verification.ts";
import { peer } from "./peer.ts";
import { rateLimit } from "./rate-limit.ts";
import { revocation } from "./revocation.ts";
import type { Row } from "./row.ts";
import { signIn } from "./sign-in.ts";
import { signIns } from "./sign-ins.ts";
import { start } from "./start.ts";
import { timing } from "./timing.ts";
import { verify } from "./verify.ts";

/** Every row, in the order of the table. */
export const rows: readonly Row[] = [
  verify,
  peer,
  apiKey,
  cacheMiss,
  revocation,
  feed,
  guard,
  forwardAuth,
  authorize,
  fields,
  auditAppend,
  offlineVerification,
  rateLimit,
  signIn,
  signIns,
  memory,
  accounts,
  start,
  timing,
];
