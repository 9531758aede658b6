import type { TicketSummary } from "../src/api.ts";
import { Avatar } from "./avatar.tsx";
import { Moment } from "./moment.tsx";
import { StateTag, UrgentTag } from "./tags.tsx";
import type { Shown } from "./workspace.tsx";

interface TicketListProps {
  readonly tickets: readonly TicketSummary[] | null;
  readonly shown: Shown;
  readonly onShow: (shown: Shown) => void;
  readonly chosen: number | null;
  readonly onChoose: (number: number) => void;
  /** Null for whoever opens none. */
  readonly onNew: (() => void) | null;
}

const choices: readonly { readonly shown: Shown; readonly title: string; readonly empty: string }[] = [
  { shown: "open", title: "Open", empty: "Nobody waits for you. Well done." },
  { shown: "waiting", title: "Waiting", empty: "You wait for nobody." },
  { shown: "solved", title: "Solved", empty: "Nothing is solved yet." },
  { shown: "all", title: "All", empty: "There is no ticket yet." },
];

export function TicketList({ tickets, shown, onShow, chosen, onChoose, onNew }: TicketListProps) {
  const of = (wanted: Shown) => (tickets ?? []).filter(({ state }) => wanted === "all" || state === wanted);
  const matching = of(shown);
  return (
    <section className="list" aria-labelledby="tickets">
      <h1 id="tickets" className="unseen">
        Tickets
      </h1>
      <div className="list-top">
        <div className="choices" role="group" aria-label="Which tickets">
          {choices.map((choice) => (
            <button
              key={choice.shown}
              type="button"
              aria-pressed={choice.shown === shown}
              onClick={() => onShow(choice.shown)}
            >
              {choice.title} <span className="count">{of(choice.shown).length}</span>
            </button>
          ))}
        </div>
        {onNew !== null && (
          <button type="button" className="new" onClick={onNew}>
            New ticket
          </button>
        )}
      </div>
      {tickets !== null && matching.length === 0 && (
        <p className="empty quiet">{choices.find((choice) => choice.shown === shown)?.empty}</p>
      )}
      <ul>
        {matching.map((ticket) => (
          <li key={ticket.number}>
            <button
              type="button"
              className="ticket"
              aria-current={ticket.number === chosen}
              onClick={() => onChoose(ticket.number)}
            >
              <Avatar name={ticket.requester} />
              <span className="about">
                <span className="line">
                  <span className="requester">{ticket.requester}</span>
                  <Moment at={ticket.updatedAt} />
                </span>
                <span className="subject">{ticket.subject}</span>
                <span className="tags">
                  <StateTag state={ticket.state} />
                  {ticket.urgent && <UrgentTag />}
                  <span className="quiet small">#{ticket.number}</span>
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
