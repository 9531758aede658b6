import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { CallRequest } from "@holdfast/sdk";

import { client, publicClient } from "./client.ts";
import { after, inPages } from "./pages.ts";

/** What each screen reads, by key. A mutation invalidates by the first word of a key. */
export const deploymentQuery = queryOptions({
  queryKey: ["deployment"],
  queryFn: ({ signal }) => publicClient.readDeployment({ signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => client.readMe({ signal }),
  staleTime: 30_000,
});

export const factorsQuery = queryOptions({
  queryKey: ["factors"],
  queryFn: ({ signal }) => client.listFactors({ signal }),
});

export const passkeysQuery = queryOptions({
  queryKey: ["factors", "passkeys"],
  queryFn: ({ signal }) => client.listPasskeys({ signal }),
});

export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: ({ signal }) => client.listSessions({ signal }),
});

export const userSessionsQuery = (id: string) =>
  queryOptions({
    queryKey: ["sessions", id],
    queryFn: ({ signal }) => client.listUserSessions({ params: { id }, signal }),
  });

export const usersQuery = infiniteQueryOptions({
  queryKey: ["users"],
  queryFn: ({ pageParam, signal }) => client.listUsers({ query: after(pageParam), signal }),
  ...inPages,
});

export const userQuery = (id: string) =>
  queryOptions({
    queryKey: ["users", id],
    queryFn: ({ signal }) => client.readUser({ params: { id }, signal }),
  });

export const rolesQuery = queryOptions({
  queryKey: ["roles"],
  queryFn: ({ signal }) => client.listRoles({ signal }),
});

export const policyQuery = queryOptions({
  queryKey: ["policy"],
  queryFn: ({ signal }) => client.readPolicy({ signal }),
});

export type EventFilter = Omit<NonNullable<CallRequest<"listEvents">["query"]>, "cursor" | "limit">;

export const eventsQuery = (filter: EventFilter, limit = 50) =>
  infiniteQueryOptions({
    queryKey: ["events", filter, limit],
    queryFn: ({ pageParam, signal }) => client.listEvents({ query: { ...filter, limit, ...after(pageParam) }, signal }),
    ...inPages,
  });

export const checkpointQuery = queryOptions({
  queryKey: ["log", "checkpoint"],
  queryFn: ({ signal }) => client.readCheckpoint({ signal }),
});

export const verifierKeyQuery = queryOptions({
  queryKey: ["log", "vkey"],
  queryFn: ({ signal }) => client.readVerifierKey({ signal }),
});

export const tokenKeysQuery = queryOptions({
  queryKey: ["jwks"],
  queryFn: ({ signal }) => publicClient.readJwks({ signal }),
});
