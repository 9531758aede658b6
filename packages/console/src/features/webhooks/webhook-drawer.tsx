import { Drawer } from "@mantine/core";
import type { ReactNode } from "react";

export interface WebhookDrawerProps {
  readonly opened: boolean;
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Where a webhook is made or changed. */
export const WebhookDrawer = ({ opened, title, onClose, children }: WebhookDrawerProps) => (
  <Drawer
    opened={opened}
    onClose={onClose}
    position="right"
    size="min(32rem, 100vw)"
    title={title}
    closeButtonProps={{ "aria-label": "Close without saving" }}
  >
    {opened && children}
  </Drawer>
);
