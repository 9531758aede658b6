import { type Clock, days } from "../../kernel/clock.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { deleteSettled } from "./delivery-store.ts";
import { dropEndedSecrets, lockAllWebhooks } from "./store.ts";

/** How long a delivery is listed, and can be replayed by being looked up there. */
const deliveriesMs = days(14);

/** Deletes deliveries that are past their time, and secrets that sign nothing any more. */
export async function tidyWebhooks({ clock }: { readonly clock: Clock }, scope: AccountScope): Promise<void> {
  // As everybody does who changes deliveries: else this could wait for a replay that waits for this.
  await lockAllWebhooks(scope);
  await deleteSettled(scope, clock() - deliveriesMs);
  await dropEndedSecrets(scope, clock());
}
