import { useCallback, useState } from "react";

import { type Me, type Message, type Ticket, type TicketState } from "../src/api.ts";
import { Avatar } from "./avatar.tsx";
import { call, Refused, textOf } from "./call.ts";
import { Composer } from "./composer.tsx";
import { Fault } from "./fault.tsx";
import { Moment } from "./moment.tsx";
import { ProofDialog } from "./proof-dialog.tsx";
import { StateTag, UrgentTag } from "./tags.tsx";
import { useReading } from "./use-live.ts";

interface TicketViewProps {
  readonly number: number;
  readonly me: Me;
  readonly onBack: () => void;
  readonly onRefused: () => void;
}

/** Refusals after which the same request goes through, once somebody has shown again who they are. */
const provable = new Set(["auth.recent_required", "auth.factor_required"]);

export function TicketView({ number, me, onBack, onRefused }: TicketViewProps) {
  const [ticket, setTicket] = useState<Ticket | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [proving, setProving] = useState(false);
  const path = `/api/tickets/${number}`;

  const onFailed = useCallback(
    (error: unknown) => {
      if (error instanceof Refused && provable.has(error.code)) setProving(true);
      else if (error instanceof Refused && (error.status === 401 || error.status === 503)) onRefused();
      else setFault(textOf(error));
    },
    [onRefused],
  );
  const read = useCallback(() => {
    call<Ticket>("GET", path).then(setTicket, onFailed);
  }, [path, onFailed]);
  useReading(read);

  const change = async (method: string, to: string, body?: object): Promise<boolean> => {
    setFault(null);
    try {
      await call(method, to, body);
      return true;
    } catch (error) {
      onFailed(error);
      return false;
    }
  };
  const setState = (state: TicketState) => void change("PATCH", path, { state });
  const remove = async (): Promise<void> => {
    if (await change("DELETE", path)) onBack();
  };

  if (ticket === null) return <Fault text={fault} />;
  const { subject, requester, requesterEmail, state, urgent, messages } = ticket;
  return (
    <article className="conversation" aria-labelledby="subject">
      <header>
        <button type="button" className="plain back" onClick={onBack}>
          ← All tickets
        </button>
        <div className="title">
          <h1 id="subject">{subject}</h1>
          <div className="actions">
            {me.mayAnswer && state !== "solved" && (
              <button type="button" onClick={() => setState("solved")}>
                Mark as solved
              </button>
            )}
            {me.mayAnswer && state === "solved" && (
              <button type="button" onClick={() => setState("open")}>
                Open again
              </button>
            )}
            {me.mayDelete && (
              <button type="button" className="danger" onClick={() => void remove()}>
                Delete
              </button>
            )}
          </div>
        </div>
        <p className="tags quiet">
          <StateTag state={state} />
          {urgent && <UrgentTag />}
          <span>#{number}</span>
          <span>{requester}</span>
          <span className="address">{requesterEmail}</span>
        </p>
        <Fault text={fault} />
      </header>
      <ol className="messages">
        {messages.map((message) => (
          <MessageView key={message.id} message={message} />
        ))}
      </ol>
      {me.mayAnswer ? (
        <Composer onSend={(message) => change("POST", `${path}/messages`, message)} />
      ) : (
        <p className="quiet reads-only">Your role reads tickets and answers none.</p>
      )}
      {proving && (
        <ProofDialog
          onProved={() => {
            setProving(false);
            void remove();
          }}
          onCancel={() => setProving(false)}
        />
      )}
    </article>
  );
}

const MessageView = ({ message: { author, kind, body, writtenAt } }: { readonly message: Message }) => (
  <li className="message" data-kind={kind}>
    <p className="line">
      <span className="author">
        <Avatar name={author} />
        <strong>{author}</strong>
        {kind === "note" && <span className="tag note">for colleagues only</span>}
      </span>
      <Moment at={writtenAt} />
    </p>
    <p className="body">{body}</p>
  </li>
);
