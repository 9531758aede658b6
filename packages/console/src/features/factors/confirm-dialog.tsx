import { Button, Modal } from "@mantine/core";
import type { ReactNode } from "react";

import { Failure } from "../../design/states.tsx";
import { Stack } from "../../design/stack.tsx";
import { FormActions } from "../../form/form.tsx";

export interface ConfirmDialogProps {
  readonly opened: boolean;
  readonly title: string;
  /** What the button says that does it. */
  readonly act: string;
  readonly mutation: { readonly isPending: boolean; readonly error: unknown; readonly reset: () => void };
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Asks once before something is taken away. */
export function ConfirmDialog({ opened, title, act, mutation, onConfirm, onClose, children }: ConfirmDialogProps) {
  const close = () => {
    mutation.reset();
    onClose();
  };
  return (
    <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ "aria-label": "Close" }}>
      <Stack gap="large">
        {mutation.error !== null && <Failure error={mutation.error} />}
        <p>{children}</p>
        <FormActions>
          <Button variant="filled" color="danger" loading={mutation.isPending} onClick={onConfirm}>
            {act}
          </Button>
          <Button onClick={close}>Cancel</Button>
        </FormActions>
      </Stack>
    </Modal>
  );
}
