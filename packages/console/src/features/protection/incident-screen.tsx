import type { IncidentView } from "@holdfast/contract";
import { Button, Textarea } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";

import { client } from "../../api/client.ts";
import { meQuery } from "../../api/queries.ts";
import { Facts } from "../../design/facts.tsx";
import { ExactTime } from "../../design/moment.tsx";
import { Notice } from "../../design/notice.tsx";
import { Page } from "../../design/page.tsx";
import { QueryView } from "../../design/query-view.tsx";
import { Section } from "../../design/section.tsx";
import { Empty } from "../../design/states.tsx";
import { faultsIn } from "../../form/field-faults.ts";
import { Form, FormActions } from "../../form/form.tsx";
import { useFields } from "../../form/use-fields.ts";
import { PersonLink, PersonName } from "../names/person-name.tsx";
import { placeWords } from "../../design/whereabouts.ts";
import { Containment } from "./containment.tsx";
import classes from "./incident-screen.module.css";
import { incidentQuery, sightingsQuery } from "./protection-queries.ts";
import { Timeline } from "./timeline.tsx";

/** The guide through one incident: contain, understand, close. */
export function IncidentScreen() {
  const { id } = useParams({ from: "/account/protection/incidents/$id" });
  const incident = useQuery(incidentQuery(id));
  return (
    <Page
      title="Incident"
      lead="Contain first, understand next, close when you know what it was."
      actions={
        <Button component={Link} to="/protection">
          All of protection
        </Button>
      }
    >
      <QueryView query={incident} what="the incident">
        {(view) => <Guide incident={view} />}
      </QueryView>
    </Page>
  );
}

function Guide({ incident }: { readonly incident: IncidentView }) {
  const { rights } = useSuspenseQuery(meQuery).data;
  const { user, openedAt, closedAt, closedBy, note, sessionsEnded, disowned } = incident;
  return (
    <>
      {closedAt !== null && (
        <Notice
          tone="good"
          title={
            closedBy === null ? (
              "Closed"
            ) : (
              <>
                Closed by <PersonName id={closedBy} />
              </>
            )
          }
        >
          {note}
        </Notice>
      )}
      <Section title="What happened" layout="beside" note="As its user reported it.">
        <Facts
          facts={[
            { label: "Person", value: <PersonLink id={user} /> },
            { label: "Disowned sign-in", value: <ExactTime time={disowned.at} /> },
            { label: "From", value: `${placeWords(disowned.country)}, ${disowned.address ?? "address unknown"}` },
            { label: "With", value: [disowned.browser, disowned.system].filter(Boolean).join(" on ") || "Unknown" },
            { label: "Reported", value: <ExactTime time={openedAt} /> },
            {
              label: "Done at once",
              value: `${sessionsEnded} ${sessionsEnded === 1 ? "session" : "sessions"} ended, password taken away`,
            },
          ]}
        />
      </Section>
      <Section title="1. Contain" note="Each works at once, everywhere, and comes with a certificate.">
        <Containment userId={user} />
      </Section>
      <Section title="2. Understand" note="Every try to sign in as this person in the last ninety days.">
        <Tries userId={user} />
        <p className={classes.after}>
          What was done meanwhile stands in the{" "}
          <Link to="/audit" search={{ actor: user }}>
            audit log
          </Link>
          .
        </p>
      </Section>
      {closedAt === null && rights.includes("protection:write") && (
        <Section title="3. Close" note="What it was, and what you did. It goes into the audit log.">
          <CloseForm incident={incident} />
        </Section>
      )}
    </>
  );
}

function Tries({ userId }: { readonly userId: string }) {
  const tries = useInfiniteQuery(sightingsQuery(userId));
  const events = tries.data?.pages.flatMap(({ items }) => items) ?? [];
  return events.length === 0 ? <Empty title="Nothing is known" /> : <Timeline events={events.slice(0, 20)} />;
}

function CloseForm({ incident: { id } }: { readonly incident: IncidentView }) {
  const fields = useFields({ note: "" });
  const queryClient = useQueryClient();
  const close = useMutation({
    mutationFn: () => client.closeIncident({ params: { id }, body: { note: fields.values.note.trim() } }),
    onSuccess: () => queryClient.invalidateQueries(),
    onError: (error) => fields.setFaults(faultsIn(error, ["note"])),
  });
  const submit = () => {
    if (fields.values.note.trim().length < 3) return fields.setFaults({ note: "Say what you found." });
    return close.mutate();
  };
  return (
    <Form onSubmit={submit} faults={fields.faults} error={close.error}>
      <Textarea label="What you found" minRows={3} maxLength={2000} {...fields.bind("note")} />
      <FormActions>
        <Button type="submit" variant="filled" loading={close.isPending}>
          Close the incident
        </Button>
      </FormActions>
    </Form>
  );
}
