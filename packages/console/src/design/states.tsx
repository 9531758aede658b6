import { Button, Loader } from "@mantine/core";
import type { ReactNode } from "react";

import { requestIdOf, textOf } from "../api/problem-text.ts";
import classes from "./states.module.css";

/** What stands where content will be. Appears late, so that quick answers do not flicker. */
export function Loading({ what }: { readonly what: string }) {
  return (
    <div className={classes.loading} role="status">
      <Loader size={18} color="var(--accent)" aria-hidden="true" />
      <span>Loading {what} …</span>
    </div>
  );
}

export interface EmptyProps {
  readonly title: string;
  readonly children?: ReactNode;
}

export function Empty({ title, children }: EmptyProps) {
  return (
    <div className={classes.empty}>
      <p className={classes.emptyTitle}>{title}</p>
      {children !== undefined && <div className={classes.emptyText}>{children}</div>}
    </div>
  );
}

export interface FailureProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
}

/** A refusal or a fault, in words, with what the reader can do and what support will ask for. */
export function Failure({ error, onRetry }: FailureProps) {
  const { title, advice } = textOf(error);
  const requestId = requestIdOf(error);
  return (
    <div className={classes.failure} role="alert">
      <p className={classes.failureTitle}>{title}</p>
      <p>{advice}</p>
      {requestId !== null && (
        <p className={classes.request}>
          Request <code>{requestId}</code>
        </p>
      )}
      {onRetry !== undefined && (
        <Button size="xs" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}
