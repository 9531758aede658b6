import type { WebhookSecret, WebhookView } from "@holdfast/contract";
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { client } from "../../api/client.ts";
import { SideDrawer } from "../../design/side-drawer.tsx";
import { Failure } from "../../design/states.tsx";
import { FormActions } from "../../form/form.tsx";
import { ConfirmDialog } from "../factors/confirm-dialog.tsx";
import { RotateDialog } from "./rotate-dialog.tsx";
import { TestResult } from "./test-result.tsx";
import { useTest } from "./use-test.ts";
import { WebhookForm } from "./webhook-form.tsx";
import { WebhookSecretDialog } from "./webhook-secret-dialog.tsx";

type Opened = "change" | "rotate" | "delete" | null;

/** What can be done with one webhook. */
export function WebhookActs({ webhook }: { readonly webhook: WebhookView }) {
  const { id, enabled, url, events, description } = webhook;
  const [opened, setOpened] = useState<Opened>(null);
  const [secret, setSecret] = useState<WebhookSecret | null>(null);
  const close = () => setOpened(null);
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const test = useTest(id);
  const turn = useMutation({
    mutationFn: () => client.changeWebhook({ params: { id }, body: { enabled: !enabled } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["webhooks"] }),
  });
  const remove = useMutation({
    mutationFn: () => client.removeWebhook({ params: { id } }),
    onSuccess: async () => {
      await navigate({ to: "/webhooks" });
      queryClient.removeQueries({ queryKey: ["webhooks", id] });
      await queryClient.invalidateQueries({ queryKey: ["webhooks"] });
    },
  });
  const error = turn.error ?? test.error;
  return (
    <>
      {error !== null && <Failure error={error} />}
      {test.data !== undefined && <TestResult delivery={test.data} />}
      <FormActions>
        {enabled && (
          <Button loading={test.isPending} onClick={() => test.mutate()}>
            Send a test
          </Button>
        )}
        <Button onClick={() => setOpened("change")}>Change</Button>
        <Button onClick={() => setOpened("rotate")}>Rotate the secret</Button>
        <Button loading={turn.isPending} onClick={() => turn.mutate()}>
          {enabled ? "Switch off" : "Switch on"}
        </Button>
        <Button color="danger" onClick={() => setOpened("delete")}>
          Delete
        </Button>
      </FormActions>
      <SideDrawer
        opened={opened === "change"}
        title="Change the webhook"
        closing="Close without saving"
        onClose={close}
      >
        <WebhookForm
          initial={{ url, events, description }}
          act="Save the changes"
          save={(body) => client.changeWebhook({ params: { id }, body })}
          onSaved={() => test.reset()}
          onClose={close}
        />
      </SideDrawer>
      <RotateDialog id={id} opened={opened === "rotate"} onClose={close} onRotated={setSecret} />
      <ConfirmDialog
        opened={opened === "delete"}
        title="Delete the webhook?"
        act="Delete it"
        mutation={remove}
        onConfirm={() => remove.mutate()}
        onClose={close}
      >
        Nothing is sent to {url} any more. Its secret and the list of its deliveries are gone for good; the audit log
        keeps that it was there.
      </ConfirmDialog>
      <WebhookSecretDialog created={secret} onClose={() => setSecret(null)} />
    </>
  );
}
