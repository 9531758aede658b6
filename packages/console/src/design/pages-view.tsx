import { Button } from "@mantine/core";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { Failure, Loading } from "./states.tsx";

export interface PagesViewProps<T> {
  readonly query: UseInfiniteQueryResult<InfiniteData<{ readonly items: readonly T[] }>>;
  /** What the list is of, in the plural: "keys". */
  readonly what: string;
  /** What the button for more of it says, where that is not just "more". */
  readonly more?: string;
  readonly children: (items: readonly T[]) => ReactNode;
}

/** A list that comes in pages: on its way, refused, there, and the way to more of it. */
export function PagesView<T>({ query, what, more = `Show more ${what}`, children }: PagesViewProps<T>) {
  const items = query.data?.pages.flatMap((page) => page.items);
  return (
    <>
      {query.isError && <Failure error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Loading what={`the ${what}`} />}
      {items !== undefined && children(items)}
      {query.hasNextPage && (
        <p>
          <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {more}
          </Button>
        </p>
      )}
    </>
  );
}
