import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";

import { client } from "../../api/client.ts";
import { ExactTime } from "../../design/moment.tsx";
import { Notice } from "../../design/notice.tsx";
import { Section } from "../../design/section.tsx";
import { Stack } from "../../design/stack.tsx";
import { faultsIn } from "../../form/field-faults.ts";
import { Form, FormActions } from "../../form/form.tsx";
import { useFields } from "../../form/use-fields.ts";

/** Sends again what was missed since a time. */
export function ReplaySection({ id }: { readonly id: string }) {
  const queryClient = useQueryClient();
  const fields = useFields({ since: "" });
  const replay = useMutation({
    mutationFn: (since: string) => client.replayWebhook({ params: { id }, body: { since } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["webhooks", id] }),
    onError: (error) => fields.setFaults(faultsIn(error, ["since"], { words: { since: "A day and a time." } })),
  });
  const submit = () => {
    const since = new Date(fields.values.since);
    if (Number.isNaN(since.getTime())) return fields.setFaults({ since: "Give a day and a time." });
    return replay.mutate(since.toISOString());
  };
  return (
    <Section
      title="Send again"
      layout="beside"
      note="What your receiver missed while it was away, or while the webhook was off. What was taken is not repeated."
    >
      <Stack gap="large">
        {replay.data !== undefined && <Replayed {...replay.data} />}
        <Form onSubmit={submit} faults={fields.faults} error={replay.error}>
          <TextInput
            label="What was missed since"
            description="In your time zone."
            type="datetime-local"
            {...fields.bind("since")}
          />
          <FormActions>
            <Button type="submit" loading={replay.isPending}>
              Send again
            </Button>
          </FormActions>
        </Form>
      </Stack>
    </Section>
  );
}

function Replayed({ queued, next }: { readonly queued: number; readonly next: string | null }) {
  return (
    <Notice tone="good" live title={queuedWords(queued)}>
      {next !== null && (
        <>
          There is more: send again what was missed since <ExactTime time={next} />.
        </>
      )}
    </Notice>
  );
}

function queuedWords(queued: number): string {
  if (queued === 0) return "Nothing was missed";
  return queued === 1 ? "1 message is sent again" : `${queued.toLocaleString("en")} messages are sent again`;
}
