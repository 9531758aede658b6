import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { client } from "../../api/client.ts";
import { unusedDays } from "./key-words.ts";

export const ownKeysQuery = queryOptions({
  queryKey: ["keys", "own"],
  queryFn: ({ signal }) => client.listKeys({ signal }),
});

export const accountKeysQuery = (only: "all" | "unused") =>
  infiniteQueryOptions({
    queryKey: ["keys", "account", only],
    queryFn: ({ pageParam, signal }) =>
      client.listAccountKeys({
        query: { ...(pageParam !== null && { cursor: pageParam }), ...(only === "unused" && { unusedDays }) },
        signal,
      }),
    initialPageParam: firstPage(),
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

/** A page parameter's type is taken from its first value, which is null and would be nothing else. */
function firstPage(): string | null {
  return null;
}
