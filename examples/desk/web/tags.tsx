import type { TicketState } from "../src/api.ts";

export const StateTag = ({ state }: { readonly state: TicketState }) => (
  <span className="tag state" data-state={state}>
    {state}
  </span>
);

export const UrgentTag = () => <span className="tag urgent">urgent</span>;
