import { Button } from "@mantine/core";
import { type ReactNode, type SyntheticEvent, useEffect, useRef } from "react";

import { Failure } from "../design/states.tsx";
import { hasFaults } from "./field-faults.ts";
import classes from "./form.module.css";

export interface FormProps {
  readonly onSubmit: () => void;
  /** What the fields were refused for; the first of them takes the focus. */
  readonly faults: Readonly<Record<string, unknown>>;
  /** A refusal that is about no single field. */
  readonly error: unknown;
  readonly children: ReactNode;
}

export function Form({ onSubmit, faults, error, children }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  const isRefused = hasFaults(faults);
  useEffect(() => {
    if (isRefused) focusFirstFault(form.current);
  }, [isRefused]);

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    onSubmit();
    // A form that stays faulty has no transition to react to.
    requestAnimationFrame(() => focusFirstFault(form.current));
  };
  return (
    <form className={classes.form} ref={form} onSubmit={submit} noValidate>
      {error !== null && error !== undefined && !isRefused && <Failure error={error} />}
      {children}
    </form>
  );
}

function focusFirstFault(form: HTMLFormElement | null): void {
  form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}

/** What a form ends with: its one main button, and what else can be done. */
export const FormActions = ({ children }: { readonly children: ReactNode }) => (
  <div className={classes.actions}>{children}</div>
);

export interface SubmitOrLeaveProps {
  /** What the button says that sends the form. */
  readonly submit: string;
  readonly isPending: boolean;
  /** What the way out says. */
  readonly leave?: string;
  readonly onLeave: () => void;
}

/** The end of a form that one need not fill in: what sends it, and the way out. */
export const SubmitOrLeave = ({ submit, isPending, leave = "Cancel", onLeave }: SubmitOrLeaveProps) => (
  <FormActions>
    <Button type="submit" variant="filled" loading={isPending}>
      {submit}
    </Button>
    <Button onClick={onLeave}>{leave}</Button>
  </FormActions>
);
