import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { client } from "../../api/client.ts";
import { after, inPages } from "../../api/pages.ts";

/** As many as one page holds: enough for the map of a small account, and a start for that of a large one. */
const pageSize = 200;

export const sightingsQuery = (user: string | null) =>
  infiniteQueryOptions({
    queryKey: ["protection", "events", user],
    queryFn: ({ pageParam, signal }) =>
      client.listProtectionEvents({
        query: { limit: pageSize, ...after(pageParam), ...(user !== null && { user }) },
        signal,
      }),
    ...inPages,
  });

export const incidentsQuery = queryOptions({
  queryKey: ["protection", "incidents"],
  queryFn: ({ signal }) => client.listIncidents({ query: { limit: 200 }, signal }),
});

export const incidentQuery = (id: string) =>
  queryOptions({
    queryKey: ["protection", "incidents", id],
    queryFn: ({ signal }) => client.readIncident({ params: { id }, signal }),
  });

/** The outlines of the countries, fetched when a map is looked at. */
export const worldQuery = queryOptions({
  queryKey: ["world"],
  queryFn: async () => (await import("./world.json")).default,
  staleTime: Number.POSITIVE_INFINITY,
});
