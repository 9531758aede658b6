import type { WebhookView } from "@holdfast/contract";
import { Link } from "@tanstack/react-router";

import { Moment } from "../../design/moment.tsx";
import { Row, RowNote } from "../../design/row.tsx";
import { Tag } from "../../design/tag.tsx";
import { eventsWords } from "./event-topics.ts";
import { webhookStateWords } from "./webhook-words.ts";

/** One webhook of the list: where it leads, what it is told of, and whether that gets through. */
export function WebhookRow({ webhook }: { readonly webhook: WebhookView }) {
  const { id, url, description, events, deliveredAt } = webhook;
  const { words, tone } = webhookStateWords(webhook);
  return (
    <Row
      name={
        <>
          <Link to="/webhooks/$id" params={{ id }}>
            {url}
          </Link>{" "}
          <Tag tone={tone}>{words}</Tag>
        </>
      }
    >
      {description !== "" && <p>{description}</p>}
      <RowNote>{eventsWords(events)}</RowNote>
      <RowNote>
        <LastDelivery deliveredAt={deliveredAt} />
      </RowNote>
    </Row>
  );
}

/** When something got through for the last time. */
export const LastDelivery = ({ deliveredAt }: Pick<WebhookView, "deliveredAt">) =>
  deliveredAt === null ? (
    "Nothing was delivered yet"
  ) : (
    <>
      Last delivered <Moment time={deliveredAt} />
    </>
  );
