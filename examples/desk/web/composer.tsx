import { type FormEvent, useId, useState } from "react";

import type { Message } from "../src/api.ts";

interface ComposerProps {
  /** @returns whether it was taken */
  readonly onSend: (message: Pick<Message, "kind" | "body">) => Promise<boolean>;
}

export function Composer({ onSend }: ComposerProps) {
  const [body, setBody] = useState("");
  const [isNote, setIsNote] = useState(false);
  const [busy, setBusy] = useState(false);
  const id = useId();

  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (body.trim() === "") return;
    setBusy(true);
    if (await onSend({ kind: isNote ? "note" : "answer", body: body.trim() })) setBody("");
    setBusy(false);
  };
  return (
    <form className="composer" data-note={isNote} onSubmit={(event) => void send(event)}>
      <label htmlFor={id}>{isNote ? "Note for colleagues" : "Answer"}</label>
      <textarea id={id} rows={3} value={body} onChange={(event) => setBody(event.target.value)} />
      <div className="line">
        <label className="check">
          <input type="checkbox" checked={isNote} onChange={(event) => setIsNote(event.target.checked)} /> For
          colleagues only
        </label>
        <button type="submit" className="primary" disabled={busy}>
          {isNote ? "Keep the note" : "Send the answer"}
        </button>
      </div>
    </form>
  );
}
