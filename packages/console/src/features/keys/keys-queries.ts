import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { client } from "../../api/client.ts";
import { after, inPages } from "../../api/pages.ts";
import { unusedDays } from "./key-words.ts";

export const ownKeysQuery = queryOptions({
  queryKey: ["keys", "own"],
  queryFn: ({ signal }) => client.listKeys({ signal }),
});

export const accountKeysQuery = (only: "all" | "unused") =>
  infiniteQueryOptions({
    queryKey: ["keys", "account", only],
    queryFn: ({ pageParam, signal }) =>
      client.listAccountKeys({ query: { ...after(pageParam), ...(only === "unused" && { unusedDays }) }, signal }),
    ...inPages,
  });

/** Those of one member, who has fifty live ones at most: one page holds them, and what ended lately. */
export const memberKeysQuery = (user: string) =>
  queryOptions({
    queryKey: ["keys", "member", user],
    queryFn: ({ signal }) => client.listAccountKeys({ query: { user, limit: 200 }, signal }),
  });
