import { queryOptions } from "@tanstack/react-query";

import { client } from "../../api/client.ts";

export const supportGrantsQuery = queryOptions({
  queryKey: ["support", "grants"],
  queryFn: ({ signal }) => client.listSupportGrants({ signal }),
});

export const supportPresenceQuery = queryOptions({
  queryKey: ["support", "presence"],
  queryFn: ({ signal }) => client.readSupportPresence({ signal }),
});
