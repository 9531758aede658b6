import { TextInput } from "@mantine/core";

import type { BoundField } from "../../form/use-fields.ts";
import classes from "./account-field.module.css";

/** Which account one means: needed only by those who belong to several, so it stays folded away. */
export function AccountField({ field }: { readonly field: BoundField }) {
  return (
    <details className={classes.details} open={field.value !== "" || undefined}>
      <summary className={classes.summary}>I belong to several accounts</summary>
      <TextInput
        label="Account address"
        description="Optional. The short name in small letters that your account was created with."
        autoComplete="organization"
        autoCapitalize="none"
        spellCheck={false}
        {...field}
      />
    </details>
  );
}
