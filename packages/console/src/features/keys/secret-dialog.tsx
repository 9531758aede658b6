import type { KeySecret } from "@holdfast/contract";
import { Button, CopyButton, Modal } from "@mantine/core";

import { Notice } from "../../design/notice.tsx";
import { Stack } from "../../design/stack.tsx";
import { FormActions } from "../../form/form.tsx";
import classes from "./secret-dialog.module.css";

export interface SecretDialogProps {
  readonly created: KeySecret | null;
  readonly onClose: () => void;
}

/** Shows a new key, this once. It closes by its button alone, so that no stray press loses the key. */
export function SecretDialog({ created, onClose }: SecretDialogProps) {
  return (
    <Modal
      opened={created !== null}
      onClose={onClose}
      size="lg"
      title="Your new key"
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      {created !== null && (
        <Stack>
          <Notice tone="warn" title="You see it now and never again">
            We keep only a hash of it. Put it where your program reads its secrets, and nowhere else.
          </Notice>
          <code className={classes.secret} aria-label={`The key ${created.key.name}`}>
            {created.secret}
          </code>
          <FormActions>
            <CopyButton value={created.secret} timeout={4000}>
              {({ copied, copy }) => (
                <Button variant="filled" onClick={copy}>
                  {copied ? "Copied" : "Copy the key"}
                </Button>
              )}
            </CopyButton>
            <Button onClick={onClose}>I have kept it</Button>
          </FormActions>
        </Stack>
      )}
    </Modal>
  );
}
