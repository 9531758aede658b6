import { PasswordInput } from "@mantine/core";

import type { BoundField } from "../../form/use-fields.ts";
import classes from "./new-password-field.module.css";
import { judge, type PasswordRules, type Verdict } from "./strength.ts";
import { useEstimate } from "./use-estimate.ts";

export interface NewPasswordFieldProps {
  readonly field: BoundField;
  readonly rules: PasswordRules;
  /** Words that belong to this person or account, and so to a guess. */
  readonly own: readonly string[];
  readonly label?: string;
}

/** A new password, with what the policy asks and how hard it is to guess. Pasting is welcome. */
export function NewPasswordField({ field, rules, own, label = "Password" }: NewPasswordFieldProps) {
  const verdict = judge(field.value, rules, useEstimate(field.value, own));
  return (
    <div>
      <PasswordInput label={label} description={adviceOf(rules)} autoComplete="new-password" {...field} />
      <Meter verdict={verdict} />
    </div>
  );
}

const adviceOf = ({ minLength, advisedLength }: PasswordRules): string =>
  `At least ${minLength} characters${advisedLength > minLength ? `, better ${advisedLength} or more` : ""}. ` +
  "A few unrelated words do well; a password manager does better.";

function Meter({ verdict }: { readonly verdict: Verdict | null }) {
  return (
    <div className={classes.meter} data-level={verdict?.level ?? "none"}>
      <span className={classes.bars} aria-hidden="true">
        {[1, 2, 3, 4].map((bar) => (
          <span key={bar} className={classes.bar} data-lit={verdict !== null && verdict.level >= bar} />
        ))}
      </span>
      <p className={classes.text} role="status">
        {verdict !== null && (
          <>
            <strong>{verdict.label}.</strong> {verdict.advice}
          </>
        )}
      </p>
    </div>
  );
}
