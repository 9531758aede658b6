import { queryOptions } from "@tanstack/react-query";

import { client } from "../../api/client.ts";

export const streamsQuery = queryOptions({
  queryKey: ["audit-streams"],
  queryFn: ({ signal }) => client.listAuditStreams({ signal }),
});
