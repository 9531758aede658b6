import type { OffboardingView } from "@holdfast/contract";
import { Button } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconClock } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";

import { client } from "../../api/client.ts";
import { meQuery } from "../../api/queries.ts";
import { FineTime, Moment } from "../../design/moment.tsx";
import { Section } from "../../design/section.tsx";
import { Failure } from "../../design/states.tsx";
import { affectedWords, stepName } from "./offboarding-words.ts";
import classes from "./offboarding-progress.module.css";
import { offboardingQuery } from "./people-queries.ts";
import { PersonName } from "../names/person-name.tsx";

/** How far the offboarding of somebody is, step by step. Nothing where there is none. */
export function OffboardingProgress({ userId, name }: { readonly userId: string; readonly name: string }) {
  const { user: reader, rights } = useSuspenseQuery(meQuery).data;
  const { data: offboarding } = useQuery(offboardingQuery(userId));
  if (offboarding === undefined || offboarding === null || offboarding.state === "cancelled") return null;
  const { startedBy, startedAt, successor, state, steps } = offboarding;
  return (
    <Section
      title={state === "completed" ? `${name} has left` : `${name} is leaving`}
      note={
        <>
          Begun <Moment time={startedAt} /> by <PersonName id={startedBy} />.{" "}
          {successor === null ? (
            "Nobody takes over."
          ) : (
            <>
              <PersonName id={successor} begins /> {successor === reader.id ? "take" : "takes"} over.
            </>
          )}
        </>
      }
      {...(state === "running" && rights.includes("users:delete") && { actions: <Cancel userId={userId} /> })}
    >
      <ol className={classes.steps}>
        {steps.map((step) => (
          <StepLine key={step.step} step={step} />
        ))}
      </ol>
    </Section>
  );
}

function StepLine({ step }: { readonly step: OffboardingView["steps"][number] }) {
  const { doneAt, dueAt, overdue } = step;
  const state = doneAt !== null ? "done" : overdue ? "overdue" : "waiting";
  const Icon = { done: IconCheck, overdue: IconAlertTriangle, waiting: IconClock }[state];
  const affected = affectedWords(step);
  return (
    <li className={classes.step} data-state={state}>
      <span className={classes.icon}>
        <Icon size={16} aria-hidden="true" />
      </span>
      <p className={classes.name}>
        {stepName(step)}
        {affected !== null && <span className={classes.soft}> · {affected}</span>}
      </p>
      <p className={classes.soft}>
        {doneAt === null ? (
          <>
            {overdue ? "overdue, was due " : "due "}
            <Moment time={dueAt} />
          </>
        ) : (
          <FineTime time={doneAt} />
        )}
      </p>
    </li>
  );
}

function Cancel({ userId }: { readonly userId: string }) {
  const queryClient = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => client.cancelOffboarding({ params: { id: userId } }),
    onSuccess: () => queryClient.invalidateQueries(),
  });
  return (
    <>
      {cancel.isError && <Failure error={cancel.error} />}
      <Button size="xs" loading={cancel.isPending} onClick={() => cancel.mutate()}>
        Cancel the offboarding
      </Button>
    </>
  );
}
