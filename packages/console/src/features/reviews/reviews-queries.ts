import type { ReviewItemView } from "@holdfast/contract";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { client } from "../../api/client.ts";
import { after, inPages } from "../../api/pages.ts";

/** As many as one page holds. */
const pageSize = 200;

export const reviewsQuery = infiniteQueryOptions({
  queryKey: ["reviews"],
  queryFn: ({ pageParam, signal }) => client.listReviews({ query: after(pageParam), signal }),
  ...inPages,
});

export const reviewQuery = (id: string) =>
  queryOptions({
    queryKey: ["reviews", id],
    queryFn: ({ signal }) => client.readReview({ params: { id }, signal }),
  });

/** All of a review's items: what belongs to one person lies on several pages, and is judged together. */
export const reviewItemsQuery = (id: string) =>
  queryOptions({
    queryKey: ["reviews", id, "items"],
    queryFn: async ({ signal }) => {
      const items: ReviewItemView[] = [];
      for (let cursor: string | null = ""; cursor !== null;) {
        const query = { limit: pageSize, ...(cursor !== "" && { cursor }) };
        const page = await client.listReviewItems({ params: { id }, query, signal });
        items.push(...page.items);
        cursor = page.nextCursor;
      }
      return items;
    },
  });
