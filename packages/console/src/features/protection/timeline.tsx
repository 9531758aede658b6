import type { ProtectionEventView } from "@holdfast/contract";
import { useSuspenseQuery } from "@tanstack/react-query";

import { meQuery } from "../../api/queries.ts";
import { Moment } from "../../design/moment.tsx";
import { Tag } from "../../design/tag.tsx";
import { PersonName } from "../names/person-name.tsx";
import { placeWords } from "../../design/whereabouts.ts";
import { byDay, decisionWords, gravityOf, outcomeWords, reasonWords } from "./protection-words.ts";
import classes from "./timeline.module.css";

/** Tries to sign in, day by day, and how each was judged. */
export function Timeline({ events }: { readonly events: readonly ProtectionEventView[] }) {
  return (
    <div className={classes.days}>
      {byDay(events).map(([day, tries]) => (
        <section key={day} aria-label={day}>
          <h3 className={classes.day}>{day}</h3>
          <ol className={classes.line}>
            {tries.map((event) => (
              <Try key={event.id} event={event} />
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}

function Try({ event }: { readonly event: ProtectionEventView }) {
  const { user, at, outcome, decision, reasons, browser, system, country, address } = event;
  const reader = useSuspenseQuery(meQuery).data.user;
  const done = decisionWords(decision);
  const device = [browser, system].filter((part) => part !== null).join(" on ");
  return (
    <li className={classes.try} data-gravity={gravityOf(event)}>
      <p>
        <strong>
          <PersonName id={user} begins />
        </strong>{" "}
        {user === reader.id ? outcomeWords(outcome).replace(/^was /, "were ") : outcomeWords(outcome)}{" "}
        {done !== null && outcome !== "blocked" && <Tag tone="warn">{done}</Tag>}
      </p>
      <p className={classes.soft}>
        <Moment time={at} /> · {device === "" ? "unknown device" : device} · {placeWords(country)}
        {address !== null && (
          <>
            {" · "}
            <code>{address}</code>
          </>
        )}
      </p>
      {reasons.length > 0 && <p className={classes.soft}>Because: {reasons.map(reasonWords).join(", ")}</p>}
    </li>
  );
}
