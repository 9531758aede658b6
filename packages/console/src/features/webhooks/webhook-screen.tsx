import type { WebhookView } from "@holdfast/contract";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";

import { ExactTime } from "../../design/moment.tsx";
import { Facts } from "../../design/facts.tsx";
import { Page } from "../../design/page.tsx";
import { QueryView } from "../../design/query-view.tsx";
import { Section } from "../../design/section.tsx";
import { Stack } from "../../design/stack.tsx";
import { Tag } from "../../design/tag.tsx";
import { DeliveriesSection } from "./deliveries-section.tsx";
import { eventsWords } from "./event-topics.ts";
import { ReplaySection } from "./replay-section.tsx";
import { WebhookActs } from "./webhook-acts.tsx";
import { LastDelivery } from "./webhook-row.tsx";
import { webhookStateWords } from "./webhook-words.ts";
import { webhookQuery } from "./webhooks-queries.ts";

/** One webhook: how it stands, what can be done with it, and what was sent. */
export function WebhookScreen() {
  const { id } = useParams({ from: "/account/webhooks/$id" });
  const webhook = useQuery(webhookQuery(id));
  return (
    <Page
      title="Webhook"
      lead="What is sent to one address, and what came of it."
      actions={
        <Button component={Link} to="/webhooks">
          All webhooks
        </Button>
      }
    >
      <QueryView query={webhook} what="the webhook">
        {(view) => (
          <>
            <About webhook={view} />
            <DeliveriesSection webhook={view} />
            {view.enabled && <ReplaySection id={id} />}
          </>
        )}
      </QueryView>
    </Page>
  );
}

function About({ webhook }: { readonly webhook: WebhookView }) {
  const { url, description, events, deliveredAt, failingSince, previousSecretEndsAt } = webhook;
  const { words, tone } = webhookStateWords(webhook);
  return (
    <Section title="How it stands" layout="beside">
      <Stack gap="large">
        <Facts
          facts={[
            { label: "Address", value: <code>{url}</code> },
            ...(description === "" ? [] : [{ label: "Note", value: description }]),
            { label: "State", value: <Tag tone={tone}>{words}</Tag> },
            { label: "Told of", value: eventsWords(events) },
            { label: "Deliveries", value: <LastDelivery deliveredAt={deliveredAt} /> },
            ...(failingSince === null ? [] : [{ label: "Failing since", value: <ExactTime time={failingSince} /> }]),
            ...(previousSecretEndsAt === null
              ? []
              : [{ label: "Old secret signs until", value: <ExactTime time={previousSecretEndsAt} /> }]),
          ]}
        />
        <WebhookActs webhook={webhook} />
      </Stack>
    </Section>
  );
}
