import { type FormEvent, useId, useState } from "react";

import type { NewTicket } from "../src/api.ts";
import { call, textOf } from "./call.ts";
import { Dialog } from "./dialog.tsx";
import { Fault } from "./fault.tsx";
import { Field } from "./field.tsx";

interface NewTicketDialogProps {
  readonly onOpened: (number: number) => void;
  readonly onCancel: () => void;
}

const blank = { subject: "", requester: "", requesterEmail: "", body: "", urgent: false };

/** For what somebody's customer says on the telephone. */
export function NewTicketDialog({ onOpened, onCancel }: NewTicketDialogProps) {
  const [ticket, setTicket] = useState<Required<NewTicket>>(blank);
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const id = useId();
  const set = (part: Partial<NewTicket>) => setTicket((before) => ({ ...before, ...part }));

  const open = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    try {
      onOpened((await call<{ number: number }>("POST", "/api/tickets", ticket)).number);
    } catch (error) {
      setFault(textOf(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title="New ticket" onCancel={onCancel}>
      <form onSubmit={(event) => void open(event)}>
        <Fault text={fault} />
        <Field
          label="Subject"
          type="text"
          autoComplete="off"
          value={ticket.subject}
          onType={(subject) => set({ subject })}
          autoFocus
        />
        <div className="pair">
          <Field
            label="Who asks"
            type="text"
            autoComplete="off"
            value={ticket.requester}
            onType={(requester) => set({ requester })}
          />
          <Field
            label="Their e-mail"
            type="email"
            autoComplete="off"
            value={ticket.requesterEmail}
            onType={(requesterEmail) => set({ requesterEmail })}
          />
        </div>
        <div className="field">
          <label htmlFor={id}>What they say</label>
          <textarea
            id={id}
            rows={5}
            value={ticket.body}
            onChange={({ target }) => set({ body: target.value })}
            required
          />
        </div>
        <label className="check">
          <input type="checkbox" checked={ticket.urgent} onChange={({ target }) => set({ urgent: target.checked })} />{" "}
          Urgent
        </label>
        <div className="line">
          <button type="button" onClick={onCancel}>
            Cancel
          </button>
          <button type="submit" className="primary" disabled={busy}>
            Open the ticket
          </button>
        </div>
      </form>
    </Dialog>
  );
}
