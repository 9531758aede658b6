import { useCallback, useState } from "react";

import type { Me, TicketState, TicketSummary } from "../src/api.ts";
import { Avatar } from "./avatar.tsx";
import { call, Refused } from "./call.ts";
import { Lamp } from "./lamp.tsx";
import { NewTicketDialog } from "./new-ticket.tsx";
import { TicketList } from "./ticket-list.tsx";
import { TicketView } from "./ticket-view.tsx";
import { useLive, useReading } from "./use-live.ts";

interface WorkspaceProps {
  readonly me: Me;
  /** The server would not say who is there: it is asked again, and that decides. */
  readonly isStillIn: () => Promise<boolean>;
  readonly onSignedOut: () => void;
}

export type Shown = TicketState | "all";

export function Workspace({ me, isStillIn, onSignedOut }: WorkspaceProps) {
  const [tickets, setTickets] = useState<readonly TicketSummary[] | null>(null);
  const [shown, setShown] = useState<Shown>("open");
  const [chosen, setChosen] = useState<number | null>(null);
  const [opening, setOpening] = useState(false);

  useLive(isStillIn);
  const onRefused = useCallback(() => void isStillIn(), [isStillIn]);
  const read = useCallback(() => {
    call<{ items: readonly TicketSummary[] }>("GET", "/api/tickets").then(({ items }) => setTickets(items), onRefused);
  }, [onRefused]);
  useReading(read);

  const signOut = async (): Promise<void> => {
    await call("DELETE", "/session").catch((error: unknown) => {
      if (!(error instanceof Refused)) throw error;
    });
    onSignedOut();
  };

  return (
    <div className="workspace" data-reading={chosen !== null}>
      <header className="top">
        <span className="brand">
          <Lamp size={28} /> <span className="wide">Desk</span>
        </span>
        <span className="company">{me.workspace}</span>
        <span className="who">
          <Avatar name={me.name} />
          <span className="wide">
            {me.name} <span className="tag">{me.role}</span>
          </span>
        </span>
        <a href={`${me.consoleUrl}/sessions`}>Sessions</a>
        <button type="button" className="plain" onClick={() => void signOut()}>
          Sign out
        </button>
      </header>
      <main>
        <TicketList
          tickets={tickets}
          shown={shown}
          onShow={setShown}
          chosen={chosen}
          onChoose={setChosen}
          onNew={me.mayAnswer ? () => setOpening(true) : null}
        />
        <div className="reading">
          {chosen === null ? (
            <div className="empty quiet">
              <Lamp size={64} />
              <p>Choose a ticket to read it.</p>
            </div>
          ) : (
            <TicketView key={chosen} number={chosen} me={me} onBack={() => setChosen(null)} onRefused={onRefused} />
          )}
        </div>
      </main>
      {opening && (
        <NewTicketDialog
          onOpened={(number) => {
            setOpening(false);
            setShown("open");
            setChosen(number);
          }}
          onCancel={() => setOpening(false)}
        />
      )}
    </div>
  );
}
