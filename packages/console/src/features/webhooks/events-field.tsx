import { Checkbox, Textarea } from "@mantine/core";

import { ChoiceGroup } from "../../form/choice-group.tsx";
import type { BoundField } from "../../form/use-fields.ts";
import { eventTopics } from "./event-topics.ts";

export interface EventsFieldProps {
  readonly isAll: boolean;
  readonly topics: readonly string[];
  readonly fault: string | undefined;
  /** The names of single events. */
  readonly others: BoundField;
  readonly onAll: (isAll: boolean) => void;
  readonly onTopic: (title: string) => void;
}

/** Of which events a webhook is told: everything, or topics, and single events by name. */
export function EventsField({ isAll, topics, fault, others, onAll, onTopic }: EventsFieldProps) {
  return (
    <>
      <ChoiceGroup legend="What it is told of" fault={fault}>
        <Checkbox label="Everything" checked={isAll} onChange={() => onAll(!isAll)} />
        {eventTopics.map(({ title }) => (
          <Checkbox
            key={title}
            label={title}
            checked={isAll || topics.includes(title)}
            disabled={isAll}
            onChange={() => onTopic(title)}
          />
        ))}
      </ChoiceGroup>
      {!isAll && (
        <Textarea
          label="Other events, by name"
          description="Optional. One in each line, as the audit log names them: session.revoked, or user.* for a whole noun."
          autosize
          minRows={2}
          maxRows={8}
          spellCheck={false}
          {...others}
        />
      )}
    </>
  );
}
