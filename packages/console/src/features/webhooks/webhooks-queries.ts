import type { WebhookDeliveryView } from "@holdfast/contract";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { client } from "../../api/client.ts";
import { after, inPages } from "../../api/pages.ts";

export const webhooksQuery = queryOptions({
  queryKey: ["webhooks"],
  queryFn: ({ signal }) => client.listWebhooks({ signal }),
});

export const webhookQuery = (id: string) =>
  queryOptions({
    queryKey: ["webhooks", id],
    queryFn: ({ signal }) => client.readWebhook({ params: { id }, signal }),
  });

export type DeliveryFilter = WebhookDeliveryView["state"] | "all";

/** How often one looks again while something is on its way. */
const watchMs = 3_000;

export const deliveriesQuery = (id: string, only: DeliveryFilter) =>
  infiniteQueryOptions({
    queryKey: ["webhooks", id, "deliveries", only],
    queryFn: ({ pageParam, signal }) =>
      client.listWebhookDeliveries({
        params: { id },
        query: { ...after(pageParam), ...(only !== "all" && { state: only }) },
        signal,
      }),
    ...inPages,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some(isNew)) === true ? watchMs : false,
  });

/** Waits for its first try, which is a matter of seconds; later ones are not waited for. */
const isNew = ({ state, attempts }: WebhookDeliveryView): boolean => state === "waiting" && attempts === 0;
