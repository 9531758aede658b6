export { findByVouched, isOffered, takeBackLink } from "./identities.ts";
export { createGoogle, type Google, type GoogleClient } from "./google.ts";
export { identityRoutes } from "./routes.ts";
export { openTicket, sealTicket, ticketMs } from "./ticket.ts";
