import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { client } from "../../api/client.ts";
import { after, inPages } from "../../api/pages.ts";

export const supportGrantsQuery = infiniteQueryOptions({
  queryKey: ["support", "grants"],
  queryFn: ({ pageParam, signal }) => client.listSupportGrants({ query: after(pageParam), signal }),
  ...inPages,
});

export const supportPresenceQuery = queryOptions({
  queryKey: ["support", "presence"],
  queryFn: ({ signal }) => client.readSupportPresence({ signal }),
});
