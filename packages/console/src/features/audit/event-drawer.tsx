import type { EventView } from "@holdfast/contract";
import { Drawer } from "@mantine/core";
import { lazy, Suspense } from "react";

import { Facts } from "../../design/facts.tsx";
import { Ident } from "../../design/ident.tsx";
import { ExactTime } from "../../design/moment.tsx";
import { Section } from "../../design/section.tsx";
import { Loading } from "../../design/states.tsx";
import { Tag } from "../../design/tag.tsx";
import { Stack } from "../../design/stack.tsx";
import { eventTitle, factWords } from "./event-words.ts";

const ProofSection = lazy(() =>
  import("./proof/proof-section.tsx").then((module) => ({ default: module.ProofSection })),
);

export interface EventDrawerProps {
  readonly event: EventView | null;
  readonly onClose: () => void;
}

export function EventDrawer({ event, onClose }: EventDrawerProps) {
  return (
    <Drawer
      opened={event !== null}
      onClose={onClose}
      position="right"
      size="min(38rem, 100vw)"
      title={event === null ? "" : eventTitle(event.event)}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {event !== null && (
        <Stack gap="large">
          <Facts facts={factsOf(event)} />
          <Kept title="Details" facts={event.details} note="Public part: stands in the log's leaf, for ever." />
          <Personal event={event} />
          <Suspense fallback={<Loading what="the verifier" />}>
            <ProofSection key={event.id} event={event} />
          </Suspense>
        </Stack>
      )}
    </Drawer>
  );
}

function factsOf(event: EventView) {
  const { actor, target } = event;
  return [
    { label: "Event", value: <code>{event.event}</code> },
    { label: "Time", value: <ExactTime time={event.time} /> },
    {
      label: "Outcome",
      value: event.outcome === "refused" ? <Tag tone="danger">refused</Tag> : <Tag tone="good">success</Tag>,
    },
    {
      label: "Actor",
      value: actor.id === null ? actor.type : <Ident value={actor.id} what="the actor's id" />,
    },
    { label: "Target", value: target === null ? "none" : <Ident value={target.id} what="the target's id" /> },
    { label: "Id", value: <Ident value={event.id} what="the event's id" /> },
    { label: "Request", value: event.request === null ? "none" : <code>{event.request}</code> },
    { label: "Place in the log", value: event.index === null ? "waits for the next checkpoint" : `#${event.index}` },
  ];
}

interface KeptProps {
  readonly title: string;
  readonly note: string;
  readonly facts: EventView["details"];
}

function Kept({ title, note, facts }: KeptProps) {
  const entries = Object.entries(facts);
  if (entries.length === 0) return null;
  return (
    <Section title={title} note={note}>
      <Facts facts={entries.map(([name, value]) => ({ label: factWords(name), value: String(value ?? "none") }))} />
    </Section>
  );
}

/** What says who a person is. The leaf holds only a commitment to it, so that it can be erased. */
function Personal({ event }: { readonly event: EventView }) {
  if (event.personalErased) {
    return (
      <Section title="Personal part">
        <p>Erased. The leaf keeps a commitment that nobody can open any more; the proof holds without it.</p>
      </Section>
    );
  }
  if (event.personal === null) return null;
  return (
    <Kept
      title="Personal part"
      note="Encrypted, and in the leaf only as a commitment, so that it can be erased."
      facts={event.personal}
    />
  );
}
