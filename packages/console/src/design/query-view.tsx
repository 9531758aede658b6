import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { Failure, Loading } from "./states.tsx";

export interface QueryViewProps<T> {
  readonly query: UseQueryResult<T>;
  /** Completes "Loading …". */
  readonly what: string;
  readonly children: (data: T) => ReactNode;
}

/** The three faces of what is fetched: on its way, refused, there. What is there stays while it is fetched again. */
export function QueryView<T>({ query, what, children }: QueryViewProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  return <Loading what={what} />;
}
