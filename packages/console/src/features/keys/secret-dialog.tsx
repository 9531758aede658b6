import { Button, CopyButton, Modal } from "@mantine/core";
import type { ReactNode } from "react";

import { Notice } from "../../design/notice.tsx";
import { Stack } from "../../design/stack.tsx";
import { FormActions } from "../../form/form.tsx";
import classes from "./secret-dialog.module.css";

export interface SecretDialogProps {
  /** What is shown: a key, or a secret of another kind. */
  readonly what: string;
  /** What it is the key or the secret of. */
  readonly of: string;
  readonly secret: string | null;
  readonly onClose: () => void;
  /** Why it is shown this once, and what to do with it. */
  readonly children: ReactNode;
}

/** Shows a new secret, this once. It closes by its button alone, so that no stray press loses it. */
export function SecretDialog({ what, of, secret, onClose, children }: SecretDialogProps) {
  return (
    <Modal
      opened={secret !== null}
      onClose={onClose}
      size="lg"
      title={`Your new ${what}`}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      {secret !== null && (
        <Stack>
          <Notice tone="warn" title="You see it now and never again">
            {children}
          </Notice>
          <code className={classes.secret} aria-label={`The ${what} ${of}`}>
            {secret}
          </code>
          <FormActions>
            <CopyButton value={secret} timeout={4000}>
              {({ copied, copy }) => (
                <Button variant="filled" onClick={copy}>
                  {copied ? "Copied" : `Copy the ${what}`}
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
