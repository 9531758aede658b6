import type { EventView } from "@holdfast/contract";
import { Button, TextInput } from "@mantine/core";
import { IconCircleCheck, IconCircleDashed, IconCircleX } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";

import { client } from "../../../api/client.ts";
import { Facts } from "../../../design/facts.tsx";
import { Ident } from "../../../design/ident.tsx";
import { Section } from "../../../design/section.tsx";
import { Failure } from "../../../design/states.tsx";
import classes from "./proof-section.module.css";
import { TreePath } from "./tree-path.tsx";
import { type EventProof, type Step, stepTitles, type Verification, verifyEvent } from "./verify-event.ts";

interface Result {
  readonly proof: EventProof;
  readonly vkey: string;
  readonly verification: Verification;
}

export function ProofSection({ event }: { readonly event: EventView }) {
  const [ownKey, setOwnKey] = useState("");
  const verify = useMutation({
    mutationFn: async (ownKey: string): Promise<Result> => {
      const proof = await client.readEventProof({ params: { id: event.id } });
      const vkey = ownKey.trim() === "" ? proof.vkey : ownKey;
      return { proof, vkey, verification: await verifyEvent(event, proof, vkey) };
    },
  });
  return (
    <Section title="Proof" note="Fetches the receipt and checks it here, with the code that auditors use.">
      <div className={classes.stack}>
        <details className={classes.details}>
          <summary>Check against a key that I keep</summary>
          <TextInput
            label="Verifier key"
            description="From a place that you trust. Left empty, the key comes from the server with the receipt."
            autoComplete="off"
            spellCheck={false}
            value={ownKey}
            onChange={(event) => setOwnKey(event.currentTarget.value)}
          />
        </details>
        <Button variant="filled" loading={verify.isPending} onClick={() => verify.mutate(ownKey)}>
          Verify in this browser
        </Button>
        {verify.isError && <Failure error={verify.error} />}
        {verify.isSuccess && <Outcome {...verify.data} />}
      </div>
    </Section>
  );
}

function Outcome({ vkey, verification: { steps, proven } }: Result) {
  const hasFailed = steps.some(({ state }) => state === "failed");
  return (
    <>
      <p className={classes.verdict} data-failed={hasFailed} role="status">
        {hasFailed ? "This does not verify." : "Verified."}
      </p>
      <ol className={classes.steps}>
        {steps.map((step) => (
          <li key={step.name}>
            <StepLine step={step} />
          </li>
        ))}
      </ol>
      {proven !== null && <TreePath {...proven} />}
      <Facts facts={[{ label: "Key", value: <Ident value={vkey.trim()} what="the verifier key" /> }]} />
    </>
  );
}

const icons = { ok: IconCircleCheck, failed: IconCircleX, absent: IconCircleDashed, skipped: IconCircleDashed };
const spoken = { ok: "holds", failed: "fails", absent: "nothing to check", skipped: "not checked" };

function StepLine({ step }: { readonly step: Step }) {
  const Icon = icons[step.state];
  return (
    <div className={classes.step} data-state={step.state}>
      <Icon size={20} stroke={1.75} role="img" aria-label={spoken[step.state]} />
      <div>
        <p className={classes.stepTitle}>{stepTitles[step.name]}</p>
        <p className={classes.remark}>{step.remark}</p>
      </div>
    </div>
  );
}
