import { type FormEvent, useState } from "react";

import { call, textOf } from "./call.ts";
import { Dialog } from "./dialog.tsx";
import { Fault } from "./fault.tsx";
import { Field } from "./field.tsx";

interface ProofDialogProps {
  readonly onProved: () => void;
  readonly onCancel: () => void;
}

/** Asks again who is there, because what comes next cannot be undone. */
export function ProofDialog({ onProved, onCancel }: ProofDialogProps) {
  const [secret, setSecret] = useState("");
  const [fault, setFault] = useState<string | null>(null);

  const prove = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    try {
      const kind = /^\d{6}$/.test(secret) ? "totp" : "password";
      await call("POST", "/session/proof", { kind, secret });
      onProved();
    } catch (error) {
      setSecret("");
      setFault(textOf(error));
    }
  };
  return (
    <Dialog title="Is it you?" onCancel={onCancel}>
      <form onSubmit={(event) => void prove(event)}>
        <p className="quiet">Deleting cannot be undone, and your last proof is older than ten minutes.</p>
        <Fault text={fault} />
        <Field
          label="Password, or a code of your app"
          type="password"
          autoComplete="current-password"
          value={secret}
          onType={setSecret}
          autoFocus
        />
        <div className="line">
          <button type="button" onClick={onCancel}>
            Cancel
          </button>
          <button type="submit" className="primary">
            It is me
          </button>
        </div>
      </form>
    </Dialog>
  );
}
