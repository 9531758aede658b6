import { PasswordInput, TextInput } from "@mantine/core";

import type { BoundField } from "../../form/use-fields.ts";
import classes from "./proof-form.module.css";
import type { TypedKind } from "./proof-words.ts";

/** The field of a proof that is typed. Password managers fill each by its `autocomplete`. */
export function ProofField({ kind, field }: { readonly kind: TypedKind; readonly field: BoundField }) {
  if (kind === "password") return <PasswordInput label="Your password" autoComplete="current-password" {...field} />;
  if (kind === "totp") return <CodeField label="Code of your authenticator app" field={field} />;
  return (
    <TextInput
      label="Recovery code"
      description="One of those that you printed or kept. Each works once."
      classNames={{ input: classes.code ?? "" }}
      autoComplete="off"
      autoCapitalize="characters"
      spellCheck={false}
      maxLength={40}
      {...field}
    />
  );
}

/** Six digits of an authenticator app. */
export function CodeField({ label, field }: { readonly label: string; readonly field: BoundField }) {
  return (
    <TextInput
      label={label}
      description="Six digits, new every 30 seconds."
      classNames={{ input: classes.code ?? "" }}
      inputMode="numeric"
      autoComplete="one-time-code"
      maxLength={9}
      {...field}
    />
  );
}
