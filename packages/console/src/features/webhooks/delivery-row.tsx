import { type EventId, isId, type WebhookDeliveryView } from "@holdfast/contract";
import { Button } from "@mantine/core";

import { Ident } from "../../design/ident.tsx";
import { Moment } from "../../design/moment.tsx";
import { Row, RowNote } from "../../design/row.tsx";
import { Failure } from "../../design/states.tsx";
import { Tag } from "../../design/tag.tsx";
import { useReplay } from "./use-replay.ts";
import { deliveryStateWords, resultWords, triesWords } from "./webhook-words.ts";

export interface DeliveryRowProps {
  readonly webhook: string;
  readonly delivery: WebhookDeliveryView;
  readonly maySend: boolean;
}

/** One message: what it told, and what came of it. */
export function DeliveryRow({ webhook, delivery, maySend }: DeliveryRowProps) {
  const { message, event, state, attempts, queuedAt, nextAttemptAt } = delivery;
  const { words, tone } = deliveryStateWords(delivery);
  const result = resultWords(delivery);
  return (
    <Row
      name={
        <>
          <code>{event}</code> <Tag tone={tone}>{words}</Tag>
        </>
      }
      acts={maySend && state !== "waiting" && isId("event", message) && <Again {...{ webhook, message, event }} />}
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

function Again({ webhook, message, event }: { webhook: string; message: EventId; event: string }) {
  const replay = useReplay(webhook);
  return (
    <>
      {replay.isError && <Failure error={replay.error} />}
      <Button
        size="xs"
        loading={replay.isPending}
        onClick={() => replay.mutate({ events: [message] })}
        aria-label={`Send again: ${event}, ${message}`}
      >
        Send again
      </Button>
    </>
  );
}
