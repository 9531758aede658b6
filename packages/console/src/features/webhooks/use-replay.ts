import type { EventId } from "@holdfast/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";

import { client } from "../../api/client.ts";

/** What is sent again: what was missed since a time, or one event, taken before or not. */
export type ReplayWish = { readonly since: string } | { readonly events: [EventId] };

export function useReplay(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (wish: ReplayWish) => client.replayWebhook({ params: { id }, body: wish }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["webhooks", id] }),
  });
}
