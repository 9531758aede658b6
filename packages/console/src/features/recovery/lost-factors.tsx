import type { FactorStep } from "@holdfast/contract";
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";

import { publicClient } from "../../api/client.ts";
import { ExactTime, Moment, useIsPast } from "../../design/moment.tsx";
import { Notice } from "../../design/notice.tsx";
import { Failure } from "../../design/states.tsx";
import type { SignInFlow } from "../sign-in/use-sign-in-flow.ts";
import classes from "./recovery.module.css";

export interface LostFactorsProps {
  readonly factor: FactorStep;
  readonly flow: SignInFlow;
}

/** The way of somebody who has the password and nothing else any more. */
export function LostFactors({ factor, flow }: LostFactorsProps) {
  const { challenge, recovery } = factor;
  if (recovery === null) return <StartRecovery challenge={challenge} />;
  return <OpenRecovery readyAt={recovery.readyAt} challenge={challenge} flow={flow} />;
}

interface OpenRecoveryProps {
  readonly readyAt: string;
  readonly challenge: string;
  readonly flow: SignInFlow;
}

function OpenRecovery({ readyAt, challenge, flow }: OpenRecoveryProps) {
  return useIsPast(readyAt) ? <FinishRecovery challenge={challenge} flow={flow} /> : <Waiting readyAt={readyAt} />;
}

function StartRecovery({ challenge }: { readonly challenge: string }) {
  const request = useMutation({ mutationFn: () => publicClient.requestRecovery({ body: { challenge } }) });
  if (request.isSuccess) {
    return (
      <Notice tone="info" title="Look into your mail" live>
        A link to begin the recovery is on its way to your address. It works once, for 30 minutes.
      </Notice>
    );
  }
  return (
    <details className={classes.lost}>
      <summary className={classes.summary}>I have lost all of these</summary>
      <div className={classes.stack}>
        <p>
          Your password and a link to your mailbox let you begin again. Every address of yours is told, and there is a
          wait in which each of them can stop it.
        </p>
        {request.isError && <Failure error={request.error} />}
        <Button loading={request.isPending} onClick={() => request.mutate()}>
          Mail me the link
        </Button>
      </div>
    </details>
  );
}

const Waiting = ({ readyAt }: { readonly readyAt: string }) => (
  <Notice tone="info" title="Your recovery is waiting">
    <p>
      You can finish it <Moment time={readyAt} />, from <ExactTime time={readyAt} /> on: sign in with your password
      again then.
    </p>
    <p>You found a factor again? Sign in with it above: that cancels the recovery, as the link in the mail does.</p>
  </Notice>
);

function FinishRecovery({ challenge, flow }: { readonly challenge: string; readonly flow: SignInFlow }) {
  const finish = useMutation({
    mutationFn: async () =>
      flow.take(await publicClient.finishRecovery({ body: { challenge, transport: "cookie" } }), { by: "password" }),
  });
  return (
    <Notice tone="warn" title="Your recovery is ready">
      <div className={classes.stack}>
        <p>Finishing it removes every factor you had, ends every session, and lets you set up a new factor.</p>
        {finish.isError && <Failure error={finish.error} />}
        <Button loading={finish.isPending} onClick={() => finish.mutate()}>
          Finish the recovery
        </Button>
      </div>
    </Notice>
  );
}
