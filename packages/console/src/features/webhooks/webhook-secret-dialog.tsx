import type { WebhookSecret } from "@holdfast/contract";

import { SecretDialog } from "../keys/secret-dialog.tsx";

export interface WebhookSecretDialogProps {
  readonly created: WebhookSecret | null;
  readonly onClose: () => void;
}

/** Shows the secret of a webhook, this once. */
export const WebhookSecretDialog = ({ created, onClose }: WebhookSecretDialogProps) => (
  <SecretDialog
    what="signing secret"
    of={created?.webhook.url ?? ""}
    secret={created?.secret ?? null}
    onClose={onClose}
  >
    Whoever has it can forge our messages. Your receiver checks each message by it before it believes anything.
  </SecretDialog>
);
