import type { IncidentView } from "@holdfast/contract";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { Moment } from "../../design/moment.tsx";
import { QueryView } from "../../design/query-view.tsx";
import { Row, RowNote } from "../../design/row.tsx";
import { Rows } from "../../design/rows.tsx";
import { Section } from "../../design/section.tsx";
import { Empty } from "../../design/states.tsx";
import { Tag } from "../../design/tag.tsx";
import { useNames } from "../names/use-names.ts";
import { placeWords } from "../../design/whereabouts.ts";
import { incidentsQuery } from "./protection-queries.ts";

/** Sign-ins that their users say were not theirs; open ones first. */
export function IncidentsSection() {
  const incidents = useQuery(incidentsQuery);
  return (
    <Section title="Incidents" note="Sign-ins that somebody said were not theirs.">
      <QueryView query={incidents} what="the incidents">
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No incident" />
          ) : (
            <Rows
              items={items.toSorted((a, b) => Number(a.closedAt !== null) - Number(b.closedAt !== null))}
              keyOf={({ id }) => id}
              label="Incidents"
            >
              {(incident) => <IncidentRow incident={incident} />}
            </Rows>
          )
        }
      </QueryView>
    </Section>
  );
}

function IncidentRow({ incident }: { readonly incident: IncidentView }) {
  const { id, user, openedAt, closedAt, sessionsEnded, disowned, note } = incident;
  const name = useNames().ofUser(user) ?? "somebody";
  return (
    <Row
      name={
        <>
          <Link to="/protection/incidents/$id" params={{ id }}>
            Not {name === "you" ? "your" : `${name}'s`} sign-in
          </Link>{" "}
          {closedAt === null ? <Tag tone="danger">open</Tag> : <Tag tone="good">closed</Tag>}
        </>
      }
    >
      <RowNote>
        From {disowned.country === null ? "an unknown place" : placeWords(disowned.country)}, reported{" "}
        <Moment time={openedAt} />; {sessionsEnded} {sessionsEnded === 1 ? "session" : "sessions"} ended at once
        {closedAt !== null && (
          <>
            , closed <Moment time={closedAt} />
          </>
        )}
      </RowNote>
      {note !== null && (
        <RowNote>
          <q>{note}</q>
        </RowNote>
      )}
    </Row>
  );
}
