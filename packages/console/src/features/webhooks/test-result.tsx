import type { WebhookDeliveryView } from "@holdfast/contract";

import { Notice } from "../../design/notice.tsx";
import { resultWords } from "./webhook-words.ts";

/** What came of a test. */
export function TestResult({ delivery }: { readonly delivery: WebhookDeliveryView }) {
  const result = resultWords(delivery) ?? "not tried yet";
  if (delivery.state === "delivered")
    return (
      <Notice tone="good" live title="The test was delivered">
        The receiver {result}.
      </Notice>
    );
  return (
    <Notice tone="warn" live title="The test did not get through">
      The last try: {result}. It is tried again like any message; look under the deliveries.
    </Notice>
  );
}
