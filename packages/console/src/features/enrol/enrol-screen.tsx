import { Button } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useRouter } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";

import { client } from "../../api/client.ts";
import { factorsQuery } from "../../api/queries.ts";
import { Moment, useIsPast } from "../../design/moment.tsx";
import { Notice } from "../../design/notice.tsx";
import { Page } from "../../design/page.tsx";
import { FormActions } from "../../form/form.tsx";
import { goOn } from "../sign-in/next-path.ts";
import { ChooseFactor } from "./choose-factor.tsx";
import { EnrolProgress } from "./enrol-progress.tsx";
import { type EnrolStep, firstStep, triable } from "./enrolment.ts";
import { KeepCodes } from "../factors/keep-codes.tsx";
import { ProofForm } from "../factors/proof-form.tsx";
import { TotpSetUp } from "../factors/totp-set-up.tsx";

const route = getRouteApi("/entry/enrol");

/** The first second factor of somebody: choose, complete, keep the codes, try it, done. */
export function EnrolScreen() {
  const { data: factors } = useSuspenseQuery(factorsQuery);
  const [step, setStep] = useState(() => firstStep(factors));
  useHeadingFocus(step.at);

  switch (step.at) {
    case "choose":
      return (
        <Stage step={step} title="Set up a second factor" lead="So that your password alone opens nothing.">
          {factors.enrolBy !== null && <DueNotice enrolBy={factors.enrolBy} />}
          <ChooseFactor onApp={(begun) => setStep({ at: "app", begun })} onPasskey={() => setStep({ at: "codes" })} />
        </Stage>
      );
    case "app":
      return (
        <Stage step={step} title="Set up your authenticator app">
          <TotpSetUp
            begun={step.begun}
            onConfirmed={() => setStep({ at: "codes" })}
            actions={<Button onClick={() => setStep({ at: "choose" })}>Back</Button>}
          />
        </Stage>
      );
    case "codes":
      return (
        <Stage
          step={step}
          title="Keep your recovery codes"
          lead="They let you in when your device is lost or broken. They are shown once."
        >
          <KeepCodes onKept={() => setStep({ at: "try" })} />
        </Stage>
      );
    case "try":
      return (
        <Stage step={step} title="Try it once" lead="Better to find out now than when you are locked out.">
          <ProofForm
            kinds={triable(factors)}
            passkeyOptions={() => client.proofPasskeyOptions()}
            onProof={async (proof) => {
              await client.giveProof({ body: { proof } });
              setStep({ at: "done" });
            }}
          />
        </Stage>
      );
    case "done":
      return <Done step={step} />;
  }
}

interface StageProps {
  readonly step: EnrolStep;
  readonly title: string;
  readonly lead?: string;
  readonly children: ReactNode;
}

const Stage = ({ step, title, lead, children }: StageProps) => (
  <Page title={title} lead={lead}>
    <EnrolProgress step={step} />
    {children}
  </Page>
);

/** Before the date there is another way; after it there is none. */
function DueNotice({ enrolBy }: { readonly enrolBy: string }) {
  if (useIsPast(enrolBy)) {
    return <Notice tone="info">Your account asks for one. Until it is set up nothing else is open.</Notice>;
  }
  return (
    <Notice tone="info">
      Your account asks for one, and insists on it <Moment time={enrolBy} />. <Link to="/home">Do this later</Link>
    </Notice>
  );
}

function Done({ step }: { readonly step: EnrolStep }) {
  const router = useRouter();
  const { next } = route.useSearch();
  return (
    <Stage step={step} title="You are set" lead="From now on a second factor is asked for when you sign in.">
      <Notice tone="info" title="One more is better">
        With a second passkey on another device you are never one loss away from a recovery. Add it under “Sign-in
        methods”.
      </Notice>
      <FormActions>
        <Button variant="filled" onClick={() => goOn(router, next)}>
          Go on
        </Button>
        <Link to="/profile/sign-in-methods">Sign-in methods</Link>
      </FormActions>
    </Stage>
  );
}

/** A new step is a new screen to a keyboard and a screen reader, though the address stays (WCAG 2.2, 2.4.3). */
function useHeadingFocus(step: EnrolStep["at"]): void {
  useEffect(() => {
    if (step !== "try") document.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true });
  }, [step]);
}
