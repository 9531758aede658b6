import { ActionIcon, CopyButton } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";

import classes from "./ident.module.css";

export interface IdentProps {
  readonly value: string;
  /** What it identifies, for those who hear the button and do not see where it stands. */
  readonly what: string;
}

/** An id, a key or a hash: whole, breakable anywhere, and copied with one press. */
export function Ident({ value, what }: IdentProps) {
  return (
    <span className={classes.ident}>
      <code className={classes.value}>{value}</code>
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <ActionIcon variant="subtle" size="sm" onClick={copy} aria-label={copied ? "Copied" : `Copy ${what}`}>
            {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
          </ActionIcon>
        )}
      </CopyButton>
    </span>
  );
}
