import type { WebhookDeliveryView } from "@holdfast/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";

import { client } from "../../api/client.ts";

/** A receiver has 15 seconds to answer, and a message waits a moment for its turn. */
const looks = 20;
const lookEveryMs = 1_000;

/** Sends a test, and waits for what comes of its first try. */
export function useTest(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async () => firstTryOf(id, await client.testWebhook({ params: { id } })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["webhooks"] }),
  });
}

async function firstTryOf(id: string, sent: WebhookDeliveryView): Promise<WebhookDeliveryView> {
  for (let look = 0; look < looks; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    const { items } = await client.listWebhookDeliveries({ params: { id }, query: { limit: 50 } });
    const found = items.find(({ message }) => message === sent.message);
    if (found !== undefined && found.attempts > 0) return found;
  }
  return sent;
}
