import { isEventPattern } from "@holdfast/contract";
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { type Faults, faultsIn, hasFaults } from "../../form/field-faults.ts";
import { Form, FormActions } from "../../form/form.tsx";
import { useChosen } from "../../form/use-chosen.ts";
import { useFields } from "../../form/use-fields.ts";
import { draftOf, namesIn, patternsOf } from "./event-topics.ts";
import { EventsField } from "./events-field.tsx";

export interface WebhookWish {
  readonly url: string;
  readonly events: string[];
  readonly description: string;
}

export interface WebhookFormProps<T> {
  readonly initial: WebhookWish;
  /** What the button says that does it. */
  readonly act: string;
  readonly save: (wish: WebhookWish) => Promise<T>;
  readonly onSaved: (saved: T) => void;
  readonly onClose: () => void;
}

type FieldName = "url" | "description" | "events" | "others";

/** Where events are sent, and which. */
export function WebhookForm<T>({ initial, act, save, onSaved, onClose }: WebhookFormProps<T>) {
  const queryClient = useQueryClient();
  const before = draftOf(initial.events);
  const [isAll, setAll] = useState(before.isAll);
  const { chosen: topics, toggle } = useChosen(before.topics);
  const fields = useFields<FieldName>({
    url: initial.url,
    description: initial.description,
    events: "",
    others: before.others.join("\n"),
  });
  const saving = useMutation({
    mutationFn: save,
    onSuccess: (saved) => {
      onClose();
      onSaved(saved);
      return queryClient.invalidateQueries({ queryKey: ["webhooks"] });
    },
    onError: (error) => fields.setFaults(faultsIn<FieldName>(error, ["url", "description", "events"], told)),
  });
  const submit = () => {
    const others = namesIn(fields.values.others);
    const wish = {
      url: fields.values.url.trim(),
      events: patternsOf({ isAll, topics, others }),
      description: fields.values.description.trim(),
    };
    const faults = faultsOf(wish, isAll ? [] : others);
    fields.setFaults(faults);
    if (!hasFaults(faults)) saving.mutate(wish);
  };
  const chosen = (choose: () => void) => {
    choose();
    fields.set("events", "");
  };
  return (
    <Form onSubmit={submit} faults={fields.faults} error={saving.error}>
      <TextInput
        label="Address"
        description="https, in the public internet, on port 443, 8443 or 8088. Each event is posted there, signed."
        type="url"
        inputMode="url"
        autoComplete="off"
        spellCheck={false}
        {...fields.bind("url")}
      />
      <EventsField
        isAll={isAll}
        topics={topics}
        fault={fields.faults.events}
        others={fields.bind("others")}
        onAll={(all) => chosen(() => setAll(all))}
        onTopic={(title) => chosen(() => toggle(title))}
      />
      <TextInput
        label="Note"
        description="Optional. One line for whoever reads the list."
        maxLength={120}
        autoComplete="off"
        {...fields.bind("description")}
      />
      <FormActions>
        <Button type="submit" variant="filled" loading={saving.isPending}>
          {act}
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </FormActions>
    </Form>
  );
}

const told = {
  ofCode: { "webhook.url_refused": "url", "webhook.event_unknown": "events" },
  words: { url: "A whole address, such as https://hooks.example.com/holdfast.", events: "At most 50 events or nouns." },
} as const;

/** What is missing or cannot be, in words. */
function faultsOf({ url, events }: WebhookWish, others: readonly string[]): Faults<FieldName> {
  const unknown = others.find((name) => !isEventPattern(name));
  return {
    ...(!URL.canParse(url) && { url: told.words.url }),
    ...(events.length === 0 && { events: "Choose at least one." }),
    ...(unknown !== undefined && { others: `There is no event ${unknown}.` }),
  };
}
