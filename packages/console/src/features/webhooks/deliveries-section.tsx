import type { WebhookView } from "@holdfast/contract";
import { SegmentedControl } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";

import { PagesView } from "../../design/pages-view.tsx";
import { Rows } from "../../design/rows.tsx";
import { Section } from "../../design/section.tsx";
import { Empty } from "../../design/states.tsx";
import { DeliveryRow } from "./delivery-row.tsx";
import { type DeliveryFilter, deliveriesQuery } from "./webhooks-queries.ts";

const views: readonly { value: DeliveryFilter; label: string }[] = [
  { value: "all", label: "All" },
  { value: "waiting", label: "Waiting" },
  { value: "failed", label: "Given up" },
];

/** What was sent, newest first. */
export function DeliveriesSection({ webhook: { id, enabled } }: { readonly webhook: WebhookView }) {
  const [only, setOnly] = useState<DeliveryFilter>("all");
  const deliveries = useInfiniteQuery(deliveriesQuery(id, only));
  return (
    <Section
      title="Deliveries"
      note="Newest first; kept for 14 days. A message that is not taken is tried 11 times within a day."
      actions={
        <SegmentedControl
          aria-label="Which deliveries"
          data={[...views]}
          value={only}
          onChange={(value) => setOnly(value)}
        />
      }
    >
      <PagesView query={deliveries} what="deliveries">
        {(items) =>
          items.length === 0 ? (
            <Empty title={only === "all" ? "Nothing was sent yet" : "There is none"} />
          ) : (
            <Rows items={items} keyOf={({ message }) => message} label="Deliveries">
              {(delivery) => <DeliveryRow webhook={id} delivery={delivery} maySend={enabled} />}
            </Rows>
          )
        }
      </PagesView>
    </Section>
  );
}
