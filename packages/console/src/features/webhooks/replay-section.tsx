import { isId, type WebhookReplay } from "@holdfast/contract";
import { Button, TextInput } from "@mantine/core";

import { ExactTime } from "../../design/moment.tsx";
import { Notice } from "../../design/notice.tsx";
import { Section } from "../../design/section.tsx";
import { Stack } from "../../design/stack.tsx";
import { faultsIn } from "../../form/field-faults.ts";
import { Form, FormActions } from "../../form/form.tsx";
import { useFields } from "../../form/use-fields.ts";
import { useReplay } from "./use-replay.ts";
import { replayWords } from "./webhook-words.ts";

/** Sends again what was missed since a time, or one event. */
export const ReplaySection = ({ id }: { readonly id: string }) => (
  <Section
    title="Send again"
    layout="beside"
    note="What your receiver missed while it was away, or while the webhook was off. What was taken is not repeated, except an event that you name."
  >
    <Stack gap="large">
      <MissedForm id={id} />
      <OneEventForm id={id} />
    </Stack>
  </Section>
);

function MissedForm({ id }: { readonly id: string }) {
  const fields = useFields({ since: "" });
  const replay = useReplay(id);
  const submit = () => {
    const since = new Date(fields.values.since);
    if (Number.isNaN(since.getTime())) return fields.setFaults({ since: "Give a day and a time." });
    return replay.mutate({ since: since.toISOString() });
  };
  return (
    <Form onSubmit={submit} faults={fields.faults} error={replay.error}>
      {replay.data !== undefined && <Replayed replay={replay.data} />}
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
  );
}

const oneEvent = {
  ofCode: { "event.not_found": "event", "event.not_sequenced": "event" },
  words: { event: "Give the whole id of an event: it begins with evt_." },
} as const;

function OneEventForm({ id }: { readonly id: string }) {
  const fields = useFields({ event: "" });
  const replay = useReplay(id);
  const submit = () => {
    const event = fields.values.event.trim();
    if (!isId("event", event)) return fields.setFaults({ event: oneEvent.words.event });
    return replay.mutate(
      { events: [event] },
      { onError: (error) => fields.setFaults(faultsIn<"event">(error, ["event"], oneEvent)) },
    );
  };
  return (
    <Form onSubmit={submit} faults={fields.faults} error={replay.error}>
      {replay.data !== undefined && <Replayed replay={replay.data} />}
      <TextInput
        label="One event, by its id"
        description="As the audit log shows it. It is sent whether or not the webhook is told of it by itself."
        autoComplete="off"
        spellCheck={false}
        {...fields.bind("event")}
      />
      <FormActions>
        <Button type="submit" loading={replay.isPending}>
          Send this event
        </Button>
      </FormActions>
    </Form>
  );
}

function Replayed({ replay }: { readonly replay: WebhookReplay }) {
  return (
    <Notice tone="good" live title={replayWords(replay)}>
      {replay.next !== null && (
        <>
          There is more: send again what was missed since <ExactTime time={replay.next} />.
        </>
      )}
    </Notice>
  );
}
