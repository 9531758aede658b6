import type { WebhookSecret } from "@holdfast/contract";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { client } from "../../api/client.ts";
import { Notice } from "../../design/notice.tsx";
import { Page } from "../../design/page.tsx";
import { QueryView } from "../../design/query-view.tsx";
import { Rows } from "../../design/rows.tsx";
import { SideDrawer } from "../../design/side-drawer.tsx";
import { Empty } from "../../design/states.tsx";
import { WebhookForm, type WebhookWish } from "./webhook-form.tsx";
import { WebhookRow } from "./webhook-row.tsx";
import { WebhookSecretDialog } from "./webhook-secret-dialog.tsx";
import { webhooksQuery } from "./webhooks-queries.ts";

const blank: WebhookWish = { url: "", events: [], description: "" };

/** Where the account's events are sent. */
export function WebhooksScreen() {
  const webhooks = useQuery(webhooksQuery);
  const [isCreating, setCreating] = useState(false);
  const [secret, setSecret] = useState<WebhookSecret | null>(null);
  const close = () => setCreating(false);
  return (
    <Page
      title="Webhooks"
      lead="Your systems are told what happens here: each event that you choose is posted to an address of yours, signed."
      actions={
        <Button variant="filled" onClick={() => setCreating(true)}>
          New webhook
        </Button>
      }
    >
      <QueryView query={webhooks} what="the webhooks">
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="There is no webhook">
              With one your systems hear of a revoked session or a new person within seconds.
            </Empty>
          ) : (
            <Rows items={items} keyOf={({ id }) => id} label="Webhooks">
              {(webhook) => <WebhookRow webhook={webhook} />}
            </Rows>
          )
        }
      </QueryView>
      <Notice tone="info" title="Nobody's name leaves by it">
        What is sent is the public part of an event: ids, never names, addresses or devices. A message that is not taken
        is tried again for a day. Where nothing gets through for five days, the webhook is switched off, and every
        administrator gets a mail.
      </Notice>
      <SideDrawer opened={isCreating} title="New webhook" closing="Close without saving" onClose={close}>
        <WebhookForm
          initial={blank}
          act="Create the webhook"
          save={(body) => client.createWebhook({ body })}
          onSaved={setSecret}
          onClose={close}
        />
      </SideDrawer>
      <WebhookSecretDialog created={secret} onClose={() => setSecret(null)} />
    </Page>
  );
}
