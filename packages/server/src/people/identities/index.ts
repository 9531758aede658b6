export type { IdentityDeps } from "./deps.ts";
export { findByVouched, isOffered, keepFirstLink, takeBackLink } from "./identities.ts";
export { createGoogle, type Google, type GoogleClient, type Vouched } from "./google.ts";
export { identityRoutes } from "./routes.ts";
export { openTicket, sealTicket, ticketMs } from "./ticket.ts";
