import type { WebhookSecret } from "@holdfast/contract";

import { hours } from "../../kernel/clock.ts";
import type { Caller } from "../../platform/http/index.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import { withAccount } from "../../tenancy/directory/index.ts";
import type { WebhookDeps } from "./deps.ts";
import { webhookEvent } from "./events.ts";
import { newSecret } from "./signature.ts";
import { updateSecrets } from "./store.ts";
import { place, webhookView } from "./webhook.ts";
import { mustLock, mustRead, parse } from "./webhooks.ts";

const usualOverlapHours = 24;

/**
 * Makes a new secret. Messages are signed with the one before as well until the overlap is over, so that a receiver can
 * change at leisure; one before that ends at once.
 * @throws Problem(`webhook.not_found`)
 */
export async function rotateSecret(
  { directory, clock }: WebhookDeps,
  caller: Caller,
  { id: rawId, overlapHours = usualOverlapHours }: { id: string; overlapHours?: number | undefined },
  origin: Origin,
): Promise<WebhookSecret> {
  const id = parse(rawId);
  return withAccount(directory, caller.accountId, async (scope) => {
    const { keys } = scope;
    const before = await mustLock(scope, id);
    const old = keys.openText(place(id, "secret_sealed"), before.secretSealed);
    const secret = newSecret();
    const overlaps = overlapHours > 0;
    await updateSecrets(scope, {
      id,
      secretSealed: keys.seal(place(id, "secret_sealed"), secret.reveal()),
      previousSealed: overlaps ? keys.seal(place(id, "previous_sealed"), old) : null,
      previousEndsAt: overlaps ? clock() + hours(overlapHours) : null,
    });
    await emit(scope, webhookEvent("webhook.secret_rotated", origin, id, { details: { overlapHours } }));
    return { webhook: webhookView(scope, await mustRead(scope, id)), secret: secret.reveal() };
  });
}
