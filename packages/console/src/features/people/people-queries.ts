import { infiniteQueryOptions, queryOptions, type UseInfiniteQueryResult } from "@tanstack/react-query";
import type { StandingView } from "@holdfast/contract";
import { ApiProblem } from "@holdfast/sdk";

import { client } from "../../api/client.ts";
import { after, inPages } from "../../api/pages.ts";

export const standingQuery = (id: string) =>
  queryOptions({
    queryKey: ["standings", id],
    queryFn: async ({ signal }) => (await client.listStandings({ query: { user: id }, signal })).items[0] ?? null,
  });

/** Of the people that are on the screen: the page of people after `cursor`. */
const standingsPage = async (cursor: string | null, signal: AbortSignal): Promise<readonly StandingView[]> => {
  const { items } = await client.listStandings({ query: after(cursor), signal });
  return items;
};

/** The standings of as many pages of people as are on the screen. */
export const standingsQuery = (cursors: readonly (string | null)[]) =>
  queryOptions({
    queryKey: ["standings", cursors],
    queryFn: async ({ signal }) => {
      const pages = await Promise.all(cursors.map((cursor) => standingsPage(cursor, signal)));
      return new Map(pages.flat().map((standing) => [standing.user, standing]));
    },
    placeholderData: (before) => before,
  });

/** Of those who are on the way out. */
export const leavingQuery = infiniteQueryOptions({
  queryKey: ["offboardings", "running"],
  queryFn: ({ pageParam, signal }) =>
    client.listOffboardings({ query: { running: true, ...after(pageParam) }, signal }),
  ...inPages,
});

/** Of one person; null where nobody has begun it. */
export const offboardingQuery = (id: string) =>
  queryOptions({
    queryKey: ["offboardings", "of", id],
    queryFn: ({ signal }) => client.readOffboarding({ params: { id }, signal }).catch(nullWhereNone),
  });

function nullWhereNone(error: unknown): null {
  if (error instanceof ApiProblem && error.code === "offboarding.not_found") return null;
  throw error;
}

export const invitationsQuery = infiniteQueryOptions({
  queryKey: ["invitations"],
  queryFn: ({ pageParam, signal }) => client.listInvitations({ query: { limit: 200, ...after(pageParam) }, signal }),
  ...inPages,
});

/** The page parameters of what an infinite query has read so far. */
export const cursorsOf = (
  query: Pick<UseInfiniteQueryResult<{ readonly pageParams: unknown[] }>, "data">,
): (string | null)[] => (query.data?.pageParams ?? []).map((cursor) => (typeof cursor === "string" ? cursor : null));
