import type { FleetStep } from "@holdfast/server/operator";

import type { CommandContext } from "../../command.ts";
import { formatDuration } from "../../text.ts";

/** Shows what is being done with which account. */
export const showStep = ({ progress }: CommandContext, { doing, accountId, done, total }: FleetStep): void => {
  switch (doing) {
    case "waiting": {
      const left = formatDuration(total - done);
      return progress.report(`${left} until requests that hold older keys have ended`, done, total);
    }
    case "rotating":
      return progress.report(`new keys, ${accountId}`, done, total);
    case "resealing":
      return progress.report(`bringing values of ${accountId} under the new key`, done, total);
    case "retiring":
      return progress.report(`destroying older keys, ${accountId}`, done, total);
  }
};
