import { Drawer } from "@mantine/core";
import type { ReactNode } from "react";

export interface SideDrawerProps {
  readonly opened: boolean;
  readonly title: string;
  /** What closing it means, for those who hear the button. */
  readonly closing: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Where something is made or changed, beside the list that it stands in. What it holds is made anew each time. */
export const SideDrawer = ({ opened, title, closing, onClose, children }: SideDrawerProps) => (
  <Drawer
    opened={opened}
    onClose={onClose}
    position="right"
    size="min(32rem, 100vw)"
    title={title}
    closeButtonProps={{ "aria-label": closing }}
  >
    {opened && children}
  </Drawer>
);
