export { countIncidents } from "./incident-store.ts";
export { assess, type Assessment, turnAway, welcome } from "./assess.ts";
export { forgetFamiliar } from "./familiar-store.ts";
export { deleteExpiredLinks } from "./incident-store.ts";
export { openIncident, takeNotMeLink } from "./incidents.ts";
export { disownAdditionsLink } from "./not-me-link.ts";
export { protectionRoutes } from "./routes.ts";
export { type Arrival, arrivalOf } from "./seen.ts";
export { deleteOldSightings, recordRefusal } from "./sightings.ts";
