import type { TicketSummary } from "../src/api.ts";
import { Moment } from "./moment.tsx";
import type { Shown } from "./workspace.tsx";

interface TicketListProps {
  readonly tickets: readonly TicketSummary[] | null;
  readonly shown: Shown;
  readonly onShow: (shown: Shown) => void;
  readonly chosen: number | null;
  readonly onChoose: (number: number) => void;
}

const choices: readonly { readonly shown: Shown; readonly title: string }[] = [
  { shown: "open", title: "Open" },
  { shown: "waiting", title: "Waiting" },
  { shown: "solved", title: "Solved" },
  { shown: "all", title: "All" },
];

export function TicketList({ tickets, shown, onShow, chosen, onChoose }: TicketListProps) {
  const matching = (tickets ?? []).filter(({ state }) => shown === "all" || state === shown);
  const count = (of: Shown) => (tickets ?? []).filter(({ state }) => of === "all" || state === of).length;
  return (
    <section className="list" aria-label="Tickets">
      <div className="choices" role="group" aria-label="Which tickets">
        {choices.map((choice) => (
          <button
            key={choice.shown}
            type="button"
            aria-pressed={choice.shown === shown}
            onClick={() => onShow(choice.shown)}
          >
            {choice.title} <span className="count">{count(choice.shown)}</span>
          </button>
        ))}
      </div>
      {tickets !== null && matching.length === 0 && <p className="empty quiet">Nothing here. Well done.</p>}
      <ul>
        {matching.map((ticket) => (
          <li key={ticket.number}>
            <button
              type="button"
              className="ticket"
              aria-current={ticket.number === chosen}
              onClick={() => onChoose(ticket.number)}
            >
              <span className="line">
                <span className="requester">{ticket.requester}</span>
                <Moment at={ticket.updatedAt} />
              </span>
              <span className="subject">{ticket.subject}</span>
              <span className="line">
                <span className="state" data-state={ticket.state}>
                  {ticket.state}
                </span>
                {ticket.urgent && <span className="urgent">urgent</span>}
                <span className="quiet small">#{ticket.number}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
