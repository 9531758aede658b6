import type { WebhookDeliveryView } from "@holdfast/contract";

import { Ident } from "../../design/ident.tsx";
import { Moment } from "../../design/moment.tsx";
import { Row, RowNote } from "../../design/row.tsx";
import { Tag } from "../../design/tag.tsx";
import { deliveryStateWords, resultWords, triesWords } from "./webhook-words.ts";

/** One message: what it told, and what came of it. */
export function DeliveryRow({ delivery }: { readonly delivery: WebhookDeliveryView }) {
  const { message, event, attempts, queuedAt, nextAttemptAt } = delivery;
  const { words, tone } = deliveryStateWords(delivery);
  const result = resultWords(delivery);
  return (
    <Row
      name={
        <>
          <code>{event}</code> <Tag tone={tone}>{words}</Tag>
        </>
      }
    >
      <RowNote>
        <Moment time={queuedAt} />, {triesWords(attempts)}
        {result !== null && `, ${result}`}
        {attempts > 0 && nextAttemptAt !== null && (
          <>
            , next <Moment time={nextAttemptAt} />
          </>
        )}
      </RowNote>
      <Ident value={message} what="the id of the message" />
    </Row>
  );
}
