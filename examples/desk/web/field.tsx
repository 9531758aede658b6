import { useId } from "react";

interface FieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly type: "text" | "email" | "password";
  readonly autoComplete: string;
  readonly value: string;
  readonly onType: (value: string) => void;
  readonly autoFocus?: boolean;
}

export function Field({ label, hint, type, autoComplete, value, onType, autoFocus = false }: FieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type={type}
        autoComplete={autoComplete}
        value={value}
        onChange={(event) => onType(event.target.value)}
        autoFocus={autoFocus}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        required
      />
      {hint !== undefined && (
        <p id={`${id}-hint`} className="quiet small">
          {hint}
        </p>
      )}
    </div>
  );
}
